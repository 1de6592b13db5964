using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Limits;

/// <summary>Somebody who calls with a token: a person with an organisation, or a program or a link of theirs.</summary>
internal sealed class Someone(ApiServer server, string token, string orgId, string userId)
{
    private static int _people;

    public string OrgId => orgId;

    public string Token => token;

    public string UserId => userId;

    /// <summary>Signs up, with an organisation of their own that they administer, and signs in.</summary>
    public static Task<Someone> SignUpAsync(ApiServer server) => SignUpAsync(server, new { });

    /// <summary>Sends a request.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, Action<HttpRequestMessage>? configure = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        configure?.Invoke(request);
        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<string> StartSessionAsync() => (await JsonAsync(HttpMethod.Post, "/api/sessions", new { name = "Weekly" })).GetProperty("id").GetString()!;

    /// <summary>Somebody else who was invited as a member.</summary>
    public async Task<Someone> InviteAsync()
    {
        var email = NextEmail();
        var invitation = await JsonAsync(HttpMethod.Post, $"/api/v1/orgs/{orgId}/invitations", new { email, role = "member" });
        return await SignUpAsync(server, new { email, invitation = invitation.GetProperty("token").GetString() });
    }

    /// <summary>A program of this person's organisation.</summary>
    public async Task<(Someone Key, string Id)> CreateKeyAsync(params string[] scopes)
    {
        var key = await JsonAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "Capture", scopes });
        return (new Someone(server, key.GetProperty("key").GetString()!, orgId, userId), key.GetProperty("id").GetString()!);
    }

    /// <summary>Whoever has a link to a session.</summary>
    public async Task<(Someone Link, string Id)> ShareAsync(string sessionId)
    {
        var link = await JsonAsync(HttpMethod.Post, $"/api/sessions/{sessionId}/share-links", new { });
        return (new Someone(server, link.GetProperty("token").GetString()!, orgId, userId), link.GetProperty("id").GetString()!);
    }

    public async Task<AudioClient> SpeakAsync(string sessionId, string query = "") => new(await SocketClient.ConnectAsync(server, $"/ws/sessions/{sessionId}/audio?{query}", Authorize));

    public Task<SocketClient> WatchAsync(string sessionId) => SocketClient.ConnectAsync(server, $"/ws/sessions/{sessionId}", Authorize);

    /// <summary>Connects, and returns when the server has let somebody in: what happens to the clock from then on does not happen to the opening.</summary>
    public async Task<AudioClient> SpeakingAsync(string sessionId)
    {
        var audio = await SpeakAsync(sessionId);
        await audio.ReadyAsync();
        return audio;
    }

    /// <summary>The same with a feed.</summary>
    public async Task<SocketClient> WatchingAsync(string sessionId)
    {
        var feed = await WatchAsync(sessionId);
        await feed.ReceiveAsync("waiting for the feed's greeting", _ => true);
        return feed;
    }

    public Task<HubClient> JoinHubAsync() => HubClient.ConnectAsync(server, configure: Authorize);

    public async Task<JsonElement> JsonAsync(HttpMethod method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        return await response.JsonAsync();
    }

    private static async Task<Someone> SignUpAsync(ApiServer server, object with)
    {
        var given = JsonSerializer.SerializeToElement(with);
        var email = given.TryGetProperty("email", out var invited) ? invited.GetString()! : NextEmail();
        var invitation = given.TryGetProperty("invitation", out var token) ? token.GetString() : null;
        const string Password = "correct horse battery staple 7";
        using var signedUp = await server.Http.PostAsJsonAsync("/users", new { name = "Ana", email, password = Password, invitation }, TestContext.Current.CancellationToken);
        await signedUp.JsonAsync();
        using var signedIn = await server.Http.PostAsJsonAsync("/token", new { username = email, password = Password }, TestContext.Current.CancellationToken);
        var answer = await signedIn.JsonAsync();
        return new Someone(
            server, answer.GetProperty("access_token").GetString()!, answer.GetProperty("organization").GetProperty("id").GetString()!, answer.GetProperty("user").GetProperty("id").GetString()!);
    }

    private static string NextEmail() => $"someone-{Interlocked.Increment(ref _people)}@example.org";

    private void Authorize(ClientWebSocketOptions options) => options.SetRequestHeader("Authorization", $"Bearer {token}");
}
