using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;
using Microsoft.Playwright;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>The page on a server that asks who is calling.</summary>
[Collection(nameof(PageTests.AloneCollection))]
public sealed class SignInTests(PostgresServer postgres)
{
    private const string Email = "ana@example.com";
    private const string Password = "a long enough secret";

    [Fact]
    public async Task FirstAdministrator_SetsUpSharesASessionAndSignsOut()
    {
        await using var product = await Product.StartAsync(postgres, ("AUTH_REQUIRED", "true"));
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;
        await page.GotoAsync("/");
        await page.GetByLabel("Organisation").FillAsync("Example");
        await page.GetByLabel("Your name").FillAsync("Ana");
        await page.GetByLabel("E-mail").FillAsync(Email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "New session" }).First.ClickAsync();
        await page.WaitForURLAsync("**/s/**");
        var address = page.Url;
        var session = address[(address.LastIndexOf('/') + 1)..];
        await SignInAsync(product);
        await AddLineAsync(product, session, "Welcome everybody.");
        await page.GetByText("Welcome everybody.", new() { Exact = true }).WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Share" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create link" }).ClickAsync();
        var link = await page.GetByRole(AriaRole.Textbox, new() { Name = "New link" }).InputValueAsync();
        Assert.StartsWith(address + "#share=", link, StringComparison.Ordinal);
        await GuestSeesItLiveAsync(product, session, link);

        // Whoever may use the session anyway is no guest there.
        await page.GotoAsync(link);
        await page.GetByRole(AriaRole.Button, new() { Name = "Share" }).WaitForAsync();
        await page.ReloadAsync();
        await page.GetByText("Welcome everybody.", new() { Exact = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Account:" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }).WaitForAsync();
        Assert.Equal(0, await page.GetByText("Welcome everybody.", new() { Exact = true }).CountAsync());

        await page.GetByLabel("E-mail").FillAsync(Email);
        await page.GetByLabel("Password").FillAsync("something else");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByText("The e-mail address or the password is wrong.").WaitForAsync();
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Sessions" }).WaitForAsync();
        await page.GotoAsync(address);
        await page.GetByText("Welcome everybody.", new() { Exact = true }).WaitForAsync();
        Assert.DoesNotContain("mir_", await page.EvaluateAsync<string>("() => JSON.stringify([localStorage, sessionStorage, document.cookie])"), StringComparison.Ordinal);
        browser.AssertNoErrors();
    }

    [Fact]
    public async Task ApiKey_MadeInTheSettings_LetsAProgramInUntilItIsRevoked()
    {
        await using var product = await StartWithAdministratorAsync();
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;
        await SignInAsync(page, "/account/api-keys");

        await page.GetByLabel("Name").FillAsync("Testbed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        var key = await page.Locator("section input[readonly]").InputValueAsync();
        product.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var listed = await product.Http.GetAsync(new Uri(product.Address, "/api/sessions"), TestContext.Current.CancellationToken);
        listed.EnsureSuccessStatusCode();

        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, revoke" }).ClickAsync();
        await page.GetByText("Revoked", new() { Exact = true }).WaitForAsync();
        using var refused = await product.Http.GetAsync(new Uri(product.Address, "/api/sessions"), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
        browser.AssertNoErrors();
    }

    [Fact]
    public async Task Member_WhoIsInvited_JoinsAndGetsAnotherPassword()
    {
        await using var product = await StartWithAdministratorAsync();
        await using var administrators = await Browser.OpenAsync(product.Address);
        var page = administrators.Page;
        await SignInAsync(page, "/account/invitations");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Invitations" }).WaitForAsync();
        await page.GetByLabel("E-mail").FillAsync("ben@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        var invitation = await page.Locator("section input[readonly]").InputValueAsync();

        await using (var joining = await Browser.OpenAsync(product.Address))
        {
            await joining.Page.GotoAsync(invitation);
            await joining.Page.GetByLabel("Your name").FillAsync("Ben");
            await joining.Page.GetByLabel("Password").FillAsync("forgotten before long");
            await joining.Page.GetByRole(AriaRole.Button, new() { Name = "Create account and join" }).ClickAsync();
            await joining.Page.GetByRole(AriaRole.Heading, new() { Name = "Sessions" }).WaitForAsync();
            joining.AssertNoErrors();
        }

        await page.GotoAsync("/account/members");
        await page.GetByRole(AriaRole.Button, new() { Name = "Password link for Ben" }).ClickAsync();
        var reset = await page.Locator("section input[readonly]").InputValueAsync();

        await using var browser = await Browser.OpenAsync(product.Address);
        var bens = browser.Page;
        await bens.GotoAsync(reset);
        await bens.GetByLabel("New password").FillAsync("remembered for ever");
        await bens.GetByRole(AriaRole.Button, new() { Name = "Set password" }).ClickAsync();
        await bens.GetByRole(AriaRole.Heading, new() { Name = "Your password is set" }).WaitForAsync();
        await bens.GetByLabel("E-mail").FillAsync("ben@example.com");
        await bens.GetByLabel("Password").FillAsync("remembered for ever");
        await bens.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await bens.GetByRole(AriaRole.Heading, new() { Name = "Sessions" }).WaitForAsync();
        await bens.GotoAsync("/reset");
        await bens.GetByRole(AriaRole.Heading, new() { Name = "This link can’t be used" }).WaitForAsync();
        administrators.AssertNoErrors();
        browser.AssertNoErrors();
    }

    /// <summary>Their account is left, and no place: without the invitation they could not even sign in.</summary>
    [Fact]
    public async Task Person_WhoBelongsNowhere_SignsInWithAnInvitationAndJoins()
    {
        const string Bens = "another long secret";
        await using var product = await StartWithAdministratorAsync();
        await SignInAsync(product);
        var me = await product.Http.GetFromJsonAsync<JsonElement>("/api/v1/auth/me", TestContext.Current.CancellationToken);
        var organisation = $"/api/v1/orgs/{me.GetProperty("org_id").GetString()}";
        var first = await PostAsync(product, $"{organisation}/invitations", new { email = "ben@example.com", role = "member" });
        var ben = await PostAsync(product, "/users", new { name = "Ben", email = "ben@example.com", password = Bens, invitation = first.GetProperty("token").GetString() });
        using var removed = await product.Http.DeleteAsync(new Uri($"{organisation}/members/{ben.GetProperty("id").GetString()}", UriKind.Relative), TestContext.Current.CancellationToken);
        removed.EnsureSuccessStatusCode();
        var invitation = await PostAsync(product, $"{organisation}/invitations", new { email = "ben@example.com", role = "member" });

        await using var browser = await Browser.OpenAsync(product.Address);
        await browser.Page.GotoAsync(invitation.GetProperty("url").GetString()!);
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await browser.Page.GetByLabel("Password").FillAsync(Bens);
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in and join" }).ClickAsync();

        await browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Sessions" }).WaitForAsync();
        Assert.Contains("ben@example.com", await product.Http.GetStringAsync(new Uri($"{organisation}/members", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        browser.AssertNoErrors();
    }

    private static async Task<JsonElement> PostAsync(Product product, string path, object body)
    {
        using var answer = await product.Http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private async Task<Product> StartWithAdministratorAsync()
    {
        var product = await Product.StartAsync(postgres, ("AUTH_REQUIRED", "true"));
        using var initialized = await product.Http.PostAsJsonAsync("/admin/initialize", new { name = "Ana", email = Email, password = Password }, TestContext.Current.CancellationToken);
        initialized.EnsureSuccessStatusCode();
        return product;
    }

    private static async Task SignInAsync(IPage page, string address)
    {
        await page.GotoAsync(address);
        await page.GetByLabel("E-mail").FillAsync(Email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Somebody without an account, in a browser of their own.</summary>
    private static async Task GuestSeesItLiveAsync(Product product, string session, string link)
    {
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;
        await page.GotoAsync(link);
        await page.GetByText("Welcome everybody.", new() { Exact = true }).WaitForAsync();
        await AddLineAsync(product, session, "This comes live.");
        await page.GetByText("This comes live.", new() { Exact = true }).WaitForAsync();
        foreach (var name in (string[])["Record", "Share", "End", "New session"])
        {
            Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = name }).CountAsync());
        }

        // Whoever signs in there comes back, and is no guest any more.
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByLabel("E-mail").FillAsync(Email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByText("This comes live.", new() { Exact = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Share" }).WaitForAsync();
        browser.AssertNoErrors();
    }

    private static async Task SignInAsync(Product product)
    {
        using var answer = await product.Http.PostAsJsonAsync("/token", new { username = Email, password = Password }, TestContext.Current.CancellationToken);
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("access_token").GetString();
        product.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private static async Task AddLineAsync(Product product, string session, string text)
    {
        using var answer = await product.Http.PostAsJsonAsync($"/api/sessions/{session}/transcript", new { text, speaker = "Ana" }, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
