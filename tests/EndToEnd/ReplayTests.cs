using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeetingIntel.Testing.Postgres;
using Microsoft.Playwright;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>A session on the page as it was at its moments.</summary>
[Collection(nameof(PageTests.AloneCollection))]
public sealed class ReplayTests(PostgresServer postgres)
{
    /// <summary>Seconds between two events of the session.</summary>
    private const int Apart = 20;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replay_OfASession_ShowsItsMomentsAndThenAllOfIt()
    {
        await using var product = await Product.StartAsync(postgres);
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;
        await page.GotoAsync($"/s/{await RecordAsync(product)}");
        await page.GetByRole(AriaRole.Group, new() { Name = "Beside the transcript" }).GetByText("Notes (1)").ClickAsync();
        var moment = page.GetByRole(AriaRole.Slider, new() { Name = "Moment of the session" });
        var noted = page.GetByRole(AriaRole.Region, new() { Name = "All notes" });
        await page.GetByText("Line three").WaitForAsync();

        // By keyboard to the start, where nothing had been said.
        await moment.PressAsync("End");
        await moment.PressAsync("Home");
        await page.GetByText("Line one").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await noted.GetByText("Nothing had been noted by then.").WaitForAsync();

        await moment.FillAsync($"{(2 * Apart) + 5}");
        await page.GetByText("Line two").WaitForAsync();
        Assert.Equal(0, await page.GetByText("Line three").CountAsync());
        Assert.Equal("00:45 of 01:40", await moment.GetAttributeAsync("aria-valuetext"));

        await page.GetByLabel("Speed").SelectOptionAsync("16");
        await page.GetByRole(AriaRole.Button, new() { Name = "Play", Exact = true }).ClickAsync();
        await page.GetByText("Line three").WaitForAsync();
        await noted.GetByText("Dry again").WaitForAsync();
        // It stops by itself at the end.
        await page.GetByRole(AriaRole.Button, new() { Name = "Play", Exact = true }).WaitForAsync();

        await moment.PressAsync("Home");
        await page.GetByText("Line one").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave the replay" }).ClickAsync();
        await page.GetByText("Line three").WaitForAsync();
        await noted.GetByText("Dry again").WaitForAsync();
        browser.AssertNoErrors();
    }

    [Fact]
    public async Task Search_OnASessionsPage_LeadsToTheLine()
    {
        await using var product = await Product.StartAsync(postgres);
        var session = await RecordAsync(product);
        using var made = await product.Http.PostAsJsonAsync($"/api/sessions/{session}/share-links", new { expires_in_hours = 1 }, Stop);
        var link = await made.Content.ReadFromJsonAsync<JsonElement>(Stop);
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;

        // Whoever was given a link searches, too.
        foreach (var address in (string[])[$"/s/{session}", $"/s/{session}#share={link.GetProperty("token").GetString()}"])
        {
            await page.GotoAsync("about:blank");
            await page.GotoAsync(address);
            await page.GetByText("Line three").WaitForAsync();
            var open = page.GetByRole(AriaRole.Button, new() { Name = "Search in this session" });
            var field = page.GetByLabel("Find in this session");
            await open.PressAsync("Enter");
            await field.FillAsync("two");
            var result = page.GetByRole(AriaRole.List, new() { Name = "Results" }).GetByRole(AriaRole.Link);
            await result.GetByText("Line two").WaitForAsync();
            await field.PressAsync("Escape");
            await field.WaitForAsync(new() { State = WaitForSelectorState.Detached });
            Assert.True(await open.EvaluateAsync<bool>("button => button === document.activeElement"));

            // What was asked for is still there.
            await open.PressAsync("Enter");
            await result.GetByText("Line two").WaitForAsync();
            await field.PressAsync("ArrowDown");
            await page.Keyboard.PressAsync("Enter");
            await page.Locator("li[data-shown]").GetByText("Line two").WaitForAsync();
        }

        browser.AssertNoErrors();
    }

    /// <summary>A session that took longer than this test: the record of a short one, drawn out.</summary>
    private static async Task<string> RecordAsync(Product product)
    {
        var id = await product.StartSessionAsync("Run 7");
        foreach (var text in (string[])["Line one", "Line two", "Line three"])
        {
            using var said = await product.Http.PostAsJsonAsync($"/api/sessions/{id}/transcript", new { text, speaker = "Ana" }, Stop);
            said.EnsureSuccessStatusCode();
        }

        using var noted = await product.Http.PostAsJsonAsync($"/api/sessions/{id}/notes", new { timestamp = "2026-05-04T09:01:20Z", content = "Dry again" }, Stop);
        noted.EnsureSuccessStatusCode();
        using var ended = await product.Http.PostAsync($"/api/sessions/{id}/end", null, Stop);
        ended.EnsureSuccessStatusCode();

        var record = JsonNode.Parse(await product.Http.GetStringAsync($"/api/sessions/{id}/export?format=json", Stop))!;
        var events = record["events"]!.AsArray();
        // What was understood at the end may have come already.
        while ((string?)events[^1]!["type"] != "session.ended")
        {
            events.RemoveAt(events.Count - 1);
        }

        record["complete"]!["events"] = events.Count;
        foreach (var (place, item) in events.Index())
        {
            item!["at"] = new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero).AddSeconds(Math.Max(0, place - 1) * Apart).ToString("O");
        }

        using var body = new StringContent(record.ToJsonString(), Encoding.UTF8, "application/json");
        using var imported = await product.Http.PostAsync("/api/sessions/import", body, Stop);
        Assert.True(imported.IsSuccessStatusCode, await imported.Content.ReadAsStringAsync(Stop));
        return (await imported.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString()!;
    }
}
