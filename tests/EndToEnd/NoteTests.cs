using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;
using Microsoft.Playwright;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>Notes on the page, taken beside what others see of them.</summary>
[Collection(nameof(PageTests.AloneCollection))]
public sealed class NoteTests(PostgresServer postgres)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Notes_TakenOnOnePage_AreSeenCorrectedAndDeletedOnAnother()
    {
        await using var product = await Product.StartAsync(postgres);
        var session = await product.StartSessionAsync("Run 7");
        await using var writer = await Browser.OpenAsync(product.Address);
        await using var reader = await Browser.OpenAsync(product.Address);
        foreach (var browser in (Browser[])[writer, reader])
        {
            await browser.Page.GotoAsync($"/s/{session}");
            await browser.Page.GetByRole(AriaRole.Group, new() { Name = "Beside the transcript" }).GetByText("Notes").ClickAsync();
        }

        // What is typed stays where somebody looks at the insights meanwhile.
        await writer.Page.GetByLabel("Note", new() { Exact = true }).FillAsync("Pressure drops <b>now</b>");
        await writer.Page.GetByRole(AriaRole.Group, new() { Name = "Beside the transcript" }).GetByText("Insights").ClickAsync();
        await writer.Page.GetByRole(AriaRole.Group, new() { Name = "Beside the transcript" }).GetByText("Notes").ClickAsync();
        await writer.Page.GetByText("Who, what kind, tags").ClickAsync();
        await writer.Page.GetByLabel("Tags").FillAsync("valve, p1");
        await writer.Page.GetByLabel("Note", new() { Exact = true }).PressAsync("Control+Enter");

        var seen = reader.Page.GetByRole(AriaRole.Region, new() { Name = "All notes" });
        await seen.GetByText("Pressure drops <b>now</b>").WaitForAsync();
        await seen.GetByText("valve").WaitForAsync();
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Edit note" }).ClickAsync();
        await reader.Page.GetByRole(AriaRole.Region, new() { Name = "All notes" }).GetByLabel("Note", new() { Exact = true }).FillAsync("Pressure dropped");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var taken = writer.Page.GetByRole(AriaRole.Region, new() { Name = "All notes" });
        await taken.GetByText("Pressure dropped").WaitForAsync();
        await taken.GetByText("edited").WaitForAsync();

        await writer.Page.GetByRole(AriaRole.Button, new() { Name = "Delete note" }).ClickAsync();
        await writer.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, delete" }).ClickAsync();
        await seen.GetByText("What you write down stands on the timeline").WaitForAsync();
        writer.AssertNoErrors();
        reader.AssertNoErrors();
    }

    [Fact]
    public async Task Note_ThatSomebodyChangedMeanwhile_IsOverwrittenOnlyKnowingly()
    {
        await using var product = await Product.StartAsync(postgres);
        var session = await product.StartSessionAsync("Run 7");
        using var added = await product.Http.PostAsJsonAsync($"/api/sessions/{session}/notes", new { timestamp = "2026-05-04T12:00:00Z", content = "First", telemetry_snapshot = new { p1 = 2.5 } }, Stop);
        var note = (await added.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString();
        await using var browser = await Browser.OpenAsync(product.Address);
        await browser.Page.GotoAsync($"/s/{session}");
        await browser.Page.GetByRole(AriaRole.Group, new() { Name = "Beside the transcript" }).GetByText("Notes (1)").ClickAsync();
        await browser.Page.GetByText("2.5").WaitForAsync();
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Edit note" }).ClickAsync();

        await ChangeAsync(new { content = "Second" });
        await browser.Page.GetByText("Somebody has changed this note meanwhile: “Second”").WaitForAsync();
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Take theirs" }).ClickAsync();
        await Assertions.Expect(Field()).ToHaveValueAsync("Second");

        await Field().FillAsync("Mine");
        await ChangeAsync(new { content = "Third" });
        await browser.Page.GetByText("Somebody has changed this note meanwhile: “Third”").WaitForAsync();
        await Assertions.Expect(Field()).ToHaveValueAsync("Mine");
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Edit note" }).WaitForAsync();
        var stands = await product.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{session}/notes/{note}", Stop);
        Assert.Equal("Mine", stands.GetProperty("content").GetString());
        browser.AssertNoErrors();

        ILocator Field() => browser.Page.GetByRole(AriaRole.Region, new() { Name = "All notes" }).GetByLabel("Note", new() { Exact = true });

        async Task ChangeAsync(object change)
        {
            using var changed = await product.Http.PutAsJsonAsync($"/api/sessions/{session}/notes/{note}", change, Stop);
            changed.EnsureSuccessStatusCode();
        }
    }

    /// <summary>What somebody is writing does not vanish with the note.</summary>
    [Fact]
    public async Task Note_ThatSomebodyDeletesWhileItIsEdited_CanBeAddedAgain()
    {
        await using var product = await Product.StartAsync(postgres);
        var session = await product.StartSessionAsync("Run 7");
        using var added = await product.Http.PostAsJsonAsync($"/api/sessions/{session}/notes", new { timestamp = "2026-05-04T12:00:00Z", content = "First" }, Stop);
        var note = (await added.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString();
        await using var browser = await Browser.OpenAsync(product.Address);
        await browser.Page.GotoAsync($"/s/{session}");
        await browser.Page.GetByRole(AriaRole.Group, new() { Name = "Beside the transcript" }).GetByText("Notes (1)").ClickAsync();
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Edit note" }).ClickAsync();
        var all = browser.Page.GetByRole(AriaRole.Region, new() { Name = "All notes" });
        await all.GetByLabel("Note", new() { Exact = true }).FillAsync("First, and much more");

        using var deleted = await product.Http.DeleteAsync(new Uri($"/api/sessions/{session}/notes/{note}", UriKind.Relative), Stop);
        deleted.EnsureSuccessStatusCode();
        await browser.Page.GetByText("Somebody has deleted this note meanwhile.").WaitForAsync();
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Add as a new note" }).ClickAsync();

        await all.GetByRole(AriaRole.Button, new() { Name = "Edit note" }).WaitForAsync();
        var stands = Assert.Single((await product.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{session}/notes", Stop)).EnumerateArray());
        Assert.Equal(("First, and much more", "2026-05-04T12:00:00.000000Z"), (stands.GetProperty("content").GetString(), stands.GetProperty("timestamp").GetString()));
        browser.AssertNoErrors();
    }
}
