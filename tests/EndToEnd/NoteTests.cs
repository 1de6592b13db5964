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
    public async Task Note_ThatSomebodyChangedMeanwhile_IsNotOverwritten()
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

        using var changed = await product.Http.PutAsJsonAsync($"/api/sessions/{session}/notes/{note}", new { content = "Second" }, Stop);
        changed.EnsureSuccessStatusCode();
        await browser.Page.GetByText("Somebody has changed this note meanwhile: Second").WaitForAsync();
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await browser.Page.GetByText("The note has changed since it was read").WaitForAsync();
        Assert.Equal("Second", (await product.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{session}/notes/{note}", Stop)).GetProperty("content").GetString());
    }
}
