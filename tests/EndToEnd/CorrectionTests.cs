using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;
using Microsoft.Playwright;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>Transcripts that people correct on the page, beside what others see of it.</summary>
[Collection(nameof(PageTests.AloneCollection))]
public sealed class CorrectionTests(PostgresServer postgres)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Corrections_OnOnePage_AreSeenOnAnother()
    {
        await using var product = await Product.StartAsync(postgres);
        var session = await product.StartSessionAsync("Weekly");
        await SayAsync(product, session, "I will send the propsal to the customer by Friday.", "Ana");
        await SayAsync(product, session, "Thank you, Ana.", "Ben");
        await using var writer = await Browser.OpenAsync(product.Address);
        await using var reader = await Browser.OpenAsync(product.Address);
        foreach (var browser in (Browser[])[writer, reader])
        {
            await browser.Page.GotoAsync($"/s/{session}");
            await Insights(browser).GetByText("propsal").First.WaitForAsync();
        }

        // Escape leaves a line as it was, Enter saves it.
        await Said(writer).GetByText("propsal").DblClickAsync();
        await writer.Page.GetByLabel("What was said").Last.FillAsync("Nobody said this");
        await writer.Page.Keyboard.PressAsync("Escape");
        await Said(writer).GetByText("propsal").HoverAsync();
        await Said(writer).GetByRole(AriaRole.Button, new() { Name = "Correct this line" }).First.ClickAsync();
        await writer.Page.Keyboard.TypeAsync("I will send the proposal to the customer by Friday.");
        await writer.Page.Keyboard.PressAsync("Enter");

        await Said(reader).GetByText("the proposal to").WaitForAsync();
        await Insights(reader).GetByText("proposal").First.WaitForAsync();
        await Insights(reader).GetByText("propsal").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await Said(reader).GetByRole(AriaRole.Button, new() { Name = "edited" }).ClickAsync();
        await reader.Page.GetByRole(AriaRole.Dialog, new() { Name = "Earlier versions" }).GetByText("propsal").WaitForAsync();
        await reader.Page.Keyboard.PressAsync("Escape");

        await Said(writer).GetByRole(AriaRole.Button, new() { Name = "Ana, rename on all lines" }).ClickAsync();
        await writer.Page.GetByLabel("Another name for Ana").FillAsync("Anna");
        await writer.Page.Keyboard.PressAsync("Enter");
        await Said(reader).GetByRole(AriaRole.Heading, new() { Name = "Anna" }).WaitForAsync();
        await Insights(reader).GetByText("Anna", new() { Exact = true }).First.WaitForAsync();
        await Insights(reader).GetByText("Being worked out anew").First.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        writer.AssertNoErrors();
        reader.AssertNoErrors();
    }

    [Fact]
    public async Task Line_ThatSomebodyCorrectedMeanwhile_IsOverwrittenOnlyKnowingly()
    {
        await using var product = await Product.StartAsync(postgres);
        var session = await product.StartSessionAsync("Weekly");
        var segment = await SayAsync(product, session, "First", "Ana");
        await using var browser = await Browser.OpenAsync(product.Address);
        await browser.Page.GotoAsync($"/s/{session}");
        await Said(browser).GetByText("First").DblClickAsync();

        using var changed = await product.Http.PatchAsJsonAsync($"/api/sessions/{session}/transcript/{segment}", new { text = "Second" }, Stop);
        changed.EnsureSuccessStatusCode();
        await browser.Page.GetByText("has changed this line meanwhile: “Second”").WaitForAsync();
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Take theirs" }).ClickAsync();
        await browser.Page.GetByLabel("What was said").Last.PressAsync("End");
        await browser.Page.Keyboard.TypeAsync(" and third");
        await browser.Page.Keyboard.PressAsync("Enter");

        await Said(browser).GetByText("Second and third").WaitForAsync();
        browser.AssertNoErrors();
    }

    private static ILocator Said(Browser browser) => browser.Page.GetByRole(AriaRole.Region, new() { Name = "What was said" });

    private static ILocator Insights(Browser browser) => browser.Page.GetByRole(AriaRole.Complementary, new() { Name = "Insights" });

    private static async Task<string> SayAsync(Product product, string session, string text, string speaker)
    {
        using var added = await product.Http.PostAsJsonAsync($"/api/sessions/{session}/transcript", new { text, speaker }, Stop);
        added.EnsureSuccessStatusCode();
        var transcript = await product.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{session}/transcript", Stop);
        return transcript.GetProperty("segments").EnumerateArray().Last().GetProperty("id").GetString()!;
    }
}
