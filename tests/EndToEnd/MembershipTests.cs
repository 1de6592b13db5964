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
        var (organisation, ben) = await AddMemberAsync(product);
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;
        await page.GotoAsync("/");
        await page.GetByLabel("E-mail").FillAsync("ben@example.com");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
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

    private async Task<Product> StartAsync()
    {
        var product = await Product.StartAsync(postgres, ("AUTH_REQUIRED", "true"), ("Limits__CredentialCheckSeconds", "1"));
        await SendAsync(product, "/admin/initialize", new { name = "Ana", email = "ana@example.com", password = Password, organization = "Example" });
        var token = await SendAsync(product, "/token", new { username = "ana@example.com", password = Password });
        product.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
        return product;
    }

    /// <summary>Ben, who was invited.</summary>
    private static async Task<(string Organisation, string User)> AddMemberAsync(Product product)
    {
        var me = await product.Http.GetFromJsonAsync<JsonElement>("/api/v1/auth/me", Stop);
        var organisation = me.GetProperty("org_id").GetString()!;
        var invitation = await SendAsync(product, $"/api/v1/orgs/{organisation}/invitations", new { email = "ben@example.com", role = "member" });
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
