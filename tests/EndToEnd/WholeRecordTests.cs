using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;
using Microsoft.Playwright;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>What a session has besides words, on the page: what was measured, the way to a moment in it, and the session as a file.</summary>
[Collection(nameof(PageTests.AloneCollection))]
public sealed class WholeRecordTests(PostgresServer postgres)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Telemetry_WhileThePageIsOpen_AppearsIsDrawnAndCrossesItsLimits()
    {
        await using var product = await Product.StartAsync(postgres);
        var session = await product.StartSessionAsync("Run 7");
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;
        await page.GotoAsync($"/s/{session}");
        var beside = page.GetByRole(AriaRole.Group, new() { Name = "Beside the transcript" });
        await beside.GetByText("Notes").WaitForAsync();
        Assert.Equal(0, await beside.GetByText("Telemetry").CountAsync());

        await MeasureAsync(product, session, 2.5, -2);
        await beside.GetByText("Telemetry").ClickAsync();
        var panel = page.GetByRole(AriaRole.Complementary, new() { Name = "Telemetry" });
        await panel.GetByText("2.5").First.WaitForAsync();
        await panel.GetByRole(AriaRole.Img, new() { Name = "pressure: from 2.5 to 2.5, 2.5 on average" }).Locator("canvas").WaitForAsync();

        await panel.GetByRole(AriaRole.Button, new() { Name = "Limits of pressure" }).ClickAsync();
        await page.GetByLabel("Warning above").FillAsync("3");
        await page.GetByLabel("Alarm above").FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save limits" }).ClickAsync();
        await panel.GetByText("OK", new() { Exact = true }).WaitForAsync();
        await MeasureAsync(product, session, 6.25, -1);

        await panel.GetByText("Alarm", new() { Exact = true }).WaitForAsync();
        await panel.GetByText("6.25").First.WaitForAsync();
        await page.GetByRole(AriaRole.Toolbar, new() { Name = "Moments of the session" }).GetByRole(AriaRole.Button, new() { Name = "Alarm: pressure 6.25 bar" }).WaitForAsync();
        browser.AssertNoErrors();
    }

    [Fact]
    public async Task Search_ForAWord_LeadsToItsLineAndItsNote()
    {
        await using var product = await Product.StartAsync(postgres);
        var session = await product.StartSessionAsync("Run 7");
        await SayAsync(product, session, Enumerable.Range(0, 60).Select(number => number == 3 ? "The quarterly budget stands" : $"Line number {number} says nothing"));
        using var noted = await product.Http.PostAsJsonAsync($"/api/sessions/{session}/notes", new { timestamp = DateTimeOffset.UtcNow, content = "Budgets <b>again</b>", tags = new[] { "money" } }, Stop);
        noted.EnsureSuccessStatusCode();
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Search in all sessions" }).ClickAsync();

        var field = page.GetByRole(AriaRole.Searchbox, new() { Name = "Search in all sessions" });
        await field.FillAsync("the");
        await page.GetByText("There is nothing to find: ask for at least one word").WaitForAsync();
        await field.FillAsync("budget");
        var results = page.GetByRole(AriaRole.List, new() { Name = "Results" });
        await results.Locator("mark", new() { HasText = "Budgets" }).WaitForAsync();
        await results.GetByText("<b>again</b>").WaitForAsync();

        // By keyboard alone: to the newest, to the next, and there.
        await field.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**/s/{session}?line=*");
        var line = page.Locator("li[data-shown]", new() { HasText = "quarterly budget" });
        await line.WaitForAsync();
        Assert.True(await line.EvaluateAsync<bool>("line => { const place = line.getBoundingClientRect(); return place.top >= 0 && place.bottom <= innerHeight; }"));

        await page.GoBackAsync();
        await results.GetByRole(AriaRole.Link, new() { Name = "Budgets" }).ClickAsync();
        await page.Locator("li[data-shown]", new() { HasText = "Budgets <b>again</b>" }).WaitForAsync();
        browser.AssertNoErrors();
    }

    [Fact]
    public async Task Export_SavedAndImportedAgain_IsTheSameSession()
    {
        await using var product = await Product.StartAsync(postgres);
        var session = await product.StartSessionAsync("Run 7");
        await SayAsync(product, session, ["The valve is open"]);
        using var ended = await product.Http.PostAsync(new Uri($"/api/sessions/{session}/end", UriKind.Relative), null, Stop);
        ended.EnsureSuccessStatusCode();
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;
        await page.GotoAsync($"/s/{session}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        var saved = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Whole record" }).ClickAsync());
        Assert.EndsWith(".json", saved.SuggestedFilename, StringComparison.Ordinal);
        var file = await saved.PathAsync();
        await page.GotoAsync("/");
        await page.GetByLabel("Record of a session to import").SetInputFilesAsync(new FilePayload { Name = "broken.json", MimeType = "application/json", Buffer = "{}"u8.ToArray() });
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await page.GetByLabel("Record of a session to import").SetInputFilesAsync(file);

        await page.WaitForURLAsync("**/s/**");
        Assert.DoesNotContain(session, page.Url, StringComparison.Ordinal);
        await page.GetByText("The valve is open").WaitForAsync();
        browser.AssertNoErrors();
    }

    private static async Task MeasureAsync(Product product, string session, double value, int secondsFromNow)
    {
        using var answer = await product.Http.PostAsJsonAsync(
            $"/api/sessions/{session}/telemetry", new { timestamp = DateTimeOffset.UtcNow.AddSeconds(secondsFromNow), channel = "pressure", value, unit = "bar" }, Stop);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Puts lines on record as a program with a recogniser of its own does.</summary>
    private static async Task SayAsync(Product product, string session, IEnumerable<string> lines)
    {
        foreach (var (index, line) in lines.Index())
        {
            using var created = await product.Http.PostAsJsonAsync($"/api/sessions/{session}/stt/tasks", new { audio_chunk_id = $"chunk_{index}", duration_seconds = 2 }, Stop);
            var task = (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString();
            using var done = await product.Http.PutAsJsonAsync($"/api/sessions/{session}/stt/tasks/{task}", new { status = "done", transcript = line }, Stop);
            done.EnsureSuccessStatusCode();
        }
    }
}
