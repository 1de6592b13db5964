using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;
using Microsoft.Playwright;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>The page of somebody whose membership changes while they use it.</summary>
[Collection(nameof(PageTests.AloneCollection))]
public sealed class MembershipTests(PostgresServer postgres)
{
    private const string Password = "a long enough secret";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Member_WhoIsRemovedWhileRecording_IsToldAndTheRecordingStops()
    {
        await using var product = await StartAsync();
        var (organisation, ben) = await AddBenAsync(product, "member");
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;
        await SignInAsync(page, "ben@example.com", "/");
        await page.GetByRole(AriaRole.Button, new() { Name = "New session" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Record" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start recording" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop recording" }).WaitForAsync();

        using var removed = await product.Http.DeleteAsync(new Uri($"/api/v1/orgs/{organisation}/members/{ben}", UriKind.Relative), Stop);
        removed.EnsureSuccessStatusCode();

        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "You are no longer a member of Example" });
        await dialog.WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Not now" }).ClickAsync();
        await page.GetByText("The recording was stopped: you are no longer a member of Example.").WaitForAsync();
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Stop recording" }).CountAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }).WaitForAsync();
        browser.AssertNoErrors();
    }

    [Fact]
    public async Task Administrator_IsMadeAMember_AfterAQuestion_AndLeaves()
    {
        await using var product = await StartAsync();
        await AddBenAsync(product, "admin");
        await using var anas = await Browser.OpenAsync(product.Address);
        await using var bens = await Browser.OpenAsync(product.Address);
        await SignInAsync(bens.Page, "ben@example.com", "/account/invitations");
        await bens.Page.GetByRole(AriaRole.Heading, new() { Name = "Invitations" }).WaitForAsync();
        await SignInAsync(anas.Page, "ana@example.com", "/account/members");

        var role = anas.Page.GetByLabel("Role of Ben");
        await role.SelectOptionAsync("member");
        await anas.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        Assert.Equal("admin", await role.InputValueAsync());
        await role.SelectOptionAsync("member");
        await anas.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, make a member" }).ClickAsync();
        await anas.Page.GetByText("Ben is a member now").WaitForAsync();

        // Until now the page believed that Ben is an administrator.
        await bens.Page.GetByLabel("E-mail").FillAsync("somebody@example.com");
        await bens.Page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await bens.Page.GetByText("This part of the settings is for administrators.").WaitForAsync();
        await bens.Page.GetByRole(AriaRole.Link, new() { Name = "Members" }).ClickAsync();
        await bens.Page.GetByRole(AriaRole.Button, new() { Name = "Leave Example" }).ClickAsync();
        await bens.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, leave" }).ClickAsync();
        await bens.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }).WaitForAsync();
        anas.AssertNoErrors();
        bens.AssertNoErrors();
    }

    private static async Task SignInAsync(IPage page, string email, string address)
    {
        await page.GotoAsync(address);
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private async Task<Product> StartAsync()
    {
        var product = await Product.StartAsync(postgres, ("AUTH_REQUIRED", "true"), ("Limits__CredentialCheckSeconds", "1"));
        await SendAsync(product, "/admin/initialize", new { name = "Ana", email = "ana@example.com", password = Password, organization = "Example" });
        var token = await SendAsync(product, "/token", new { username = "ana@example.com", password = Password });
        product.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
        return product;
    }

    /// <summary>Ben, who was invited.</summary>
    private static async Task<(string Organisation, string User)> AddBenAsync(Product product, string role)
    {
        var me = await product.Http.GetFromJsonAsync<JsonElement>("/api/v1/auth/me", Stop);
        var organisation = me.GetProperty("org_id").GetString()!;
        var invitation = await SendAsync(product, $"/api/v1/orgs/{organisation}/invitations", new { email = "ben@example.com", role });
        var token = invitation.GetProperty("token").GetString();
        await SendAsync(product, "/users", new { name = "Ben", email = "ben@example.com", password = Password, invitation = token });
        var members = await product.Http.GetFromJsonAsync<JsonElement>($"/api/v1/orgs/{organisation}/members", Stop);
        return (organisation, members.EnumerateArray().Single(member => member.GetProperty("name").GetString() == "Ben").GetProperty("user_id").GetString()!);
    }

    private static async Task<JsonElement> SendAsync(Product product, string path, object body)
    {
        using var answer = await product.Http.PostAsJsonAsync(path, body, Stop);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }
}
