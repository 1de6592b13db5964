using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>Somebody, or a program, with a token; does what such callers do, and expects it to work.</summary>
/// <param name="Api">The server.</param>
/// <param name="Token">What is sent as bearer token.</param>
internal sealed record Holder(ApiServer Api, string Token)
{
    public async Task<JsonElement> GetAsync(string path) => await SendAsync(HttpMethod.Get, path, body: null);

    public async Task<JsonElement> PostAsync(string path, object? body = null) => await SendAsync(HttpMethod.Post, path, body);

    public async Task<JsonElement> PutAsync(string path, object body) => await SendAsync(HttpMethod.Put, path, body);

    public async Task<JsonElement> DeleteAsync(string path) => await SendAsync(HttpMethod.Delete, path, body: null);

    /// <summary>A key of the caller's organisation.</summary>
    public async Task<Made> MakeKeyAsync(string name, IEnumerable<string> scopes, int? days = null) =>
        Made.Of(await PostAsync("/api/v1/api-keys", new { name, scopes, expires_in_days = days }), "key");

    /// <summary>A link to a session.</summary>
    public async Task<Made> MakeLinkAsync(string session, int hours = 24) =>
        Made.Of(await PostAsync($"/api/sessions/{session}/share-links", new { expires_in_hours = hours }), "token");

    /// <summary>A note in a session.</summary>
    public async Task<string> AddNoteAsync(string session, string content) =>
        (await PostAsync($"/api/sessions/{session}/notes", new { timestamp = "2026-05-04T12:00:00Z", content })).GetProperty("id").GetString()!;

    /// <summary>A session that is live.</summary>
    public async Task<string> StartSessionAsync(string name) => (await PostAsync("/api/sessions", new { name })).GetProperty("id").GetString()!;

    /// <summary>A ticket for one socket.</summary>
    public async Task<string> TicketAsync() => (await PostAsync("/api/v1/auth/tickets")).GetProperty("ticket").GetString()!;

    /// <summary>Shows the token at a socket.</summary>
    public void ShowTo(ClientWebSocketOptions options) => options.SetRequestHeader("Authorization", $"Bearer {Token}");

    /// <summary>Sends a request with the token.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return await Api.Http.SendAsync(request);
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}

/// <summary>Something with a secret that is shown once.</summary>
/// <param name="Id">The id.</param>
/// <param name="Secret">What opens doors.</param>
internal sealed record Made(string Id, string Secret)
{
    public static Made Of(JsonElement answer, string secret) => new(answer.GetProperty("id").GetString()!, answer.GetProperty(secret).GetString()!);
}

/// <summary>A person with a password.</summary>
/// <param name="Id">The id.</param>
/// <param name="Handle">The short name.</param>
/// <param name="Email">The address.</param>
internal sealed record Person(string Id, string Handle, string Email)
{
    public const string Password = "correct horse 17";

    /// <summary>Registers somebody; with an invitation into its organisation, else into one of their own.</summary>
    public static async Task<Person> RegisterAsync(ApiServer api, string name, SignedIn? invitedBy = null)
    {
        var email = $"{Guid.NewGuid():N}@{name}.test";
        var invitation = invitedBy is null ? null : (await invitedBy.InviteAsync(email)).Secret;
        using var answer = await api.Http.PostAsJsonAsync("/users", new { name, email, password = Password, invitation });
        var user = await answer.JsonAsync();
        return new(user.GetProperty("id").GetString()!, user.GetProperty("handle").GetString()!, email);
    }

    /// <summary>Signs in.</summary>
    public async Task<SignedIn> SignInAsync(ApiServer api)
    {
        using var answer = await api.Http.PostAsJsonAsync("/token", new { username = Email, password = Password });
        var token = await answer.JsonAsync();
        return new(
            new Holder(api, token.GetProperty("access_token").GetString()!),
            token.GetProperty("refresh_token").GetString()!,
            token.GetProperty("user").GetProperty("id").GetString()!,
            token.GetProperty("organization").GetProperty("id").GetString()!);
    }
}

/// <summary>What signing in gives.</summary>
/// <param name="Holder">With the access token.</param>
/// <param name="Refresh">The refresh token.</param>
/// <param name="User">Who.</param>
/// <param name="Org">For which organisation.</param>
internal sealed record SignedIn(Holder Holder, string Refresh, string User, string Org)
{
    /// <summary>Asks somebody to join.</summary>
    public async Task<Made> InviteAsync(string email) => Made.Of(await Holder.PostAsync($"/api/v1/orgs/{Org}/invitations", new { email, role = "member" }), "token");
}
