using MeetingIntel.Testing.Postgres;
using Microsoft.Playwright;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>A session is erased on the page, while somebody else looks at it.</summary>
[Collection(nameof(PageTests.AloneCollection))]
public sealed class ErasureTests(PostgresServer postgres)
{
    [Fact]
    public async Task Session_DeletedOnOnePage_IsGoneFromTheOther_AndLeavesAReceipt()
    {
        await using var product = await Product.StartAsync(postgres);
        var session = await product.StartSessionAsync("Secret plan");
        await using var owner = await Browser.OpenAsync(product.Address);
        await using var watcher = await Browser.OpenAsync(product.Address);
        foreach (var browser in (Browser[])[owner, watcher])
        {
            await browser.Page.GotoAsync($"/s/{session}");
            await browser.Page.GetByText("Secret plan").First.WaitForAsync();
        }

        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Delete for good" }).ClickAsync();

        await watcher.Page.GetByText("This session has been deleted").WaitForAsync();
        await owner.Page.WaitForURLAsync(product.Address.ToString());
        await owner.Page.GetByRole(AriaRole.Heading, new() { Name = "Sessions" }).WaitForAsync();
        Assert.Equal(0, await owner.Page.GetByText("Secret plan").CountAsync());

        await owner.Page.GotoAsync("/account/retention");
        await owner.Page.GetByText(session).WaitForAsync();
        await owner.Page.GetByLabel("Days to keep a session after its end").FillAsync("30");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await owner.Page.GetByText("Sessions that are older are being erased.").WaitForAsync();
        await owner.Page.ReloadAsync();
        await Assertions.Expect(owner.Page.GetByLabel("Days to keep a session after its end")).ToHaveValueAsync("30");
        owner.AssertNoErrors();
    }
}
