using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>Nothing that opens a door is in a log, in a problem or in the audit: however much is logged, and whether it opened or not.</summary>
public sealed class SecretsInLogsTests(ApiServer shared) : IAsyncLifetime
{
    private readonly EveryLine _log = new();
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];
    private AttackedServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = new AttackedServer(shared.Postgres, _log.AttachTo);
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task Secrets_OfAllKinds_AreWrittenNowhere()
    {
        Secret(AttackedServer.Password);
        var email = await _server.SignUpAsync();
        var bearer = await SignAsync(email);
        var session = (await PostAsync("/api/sessions", bearer, new { name = "Weekly" })).Text("id");
        var org = (await (await _server.WhoAsync(bearer)).JsonAsync()).Text("org_id");

        var key = Secret((await PostAsync("/api/v1/api-keys", bearer, new { name = "key", scopes = new[] { "sessions:read" } })).Text("key"));
        var link = Secret((await PostAsync($"/api/sessions/{session}/share-links", bearer, new { })).Text("token"));
        var invitation = Secret((await PostAsync($"/api/v1/orgs/{org}/invitations", bearer, new { email = "guest@example.com", role = "member" })).Text("token"));
        var ticket = Secret((await PostAsync("/api/v1/auth/tickets", bearer, new { })).Text("ticket"));
        await SendAsync(HttpMethod.Put, "/api/v1/credentials/deepgram", bearer, new { api_key = Secret("dg-secret-0123456789abcdef-provider") });
        await PostAsync("/api/auth/tokens", bearer, new
        {
            session_id = session,
            salesforce_tokens = new { access_token = Secret("00Dsalesforce-secret-token-of-many-characters"), refresh_token = Secret("5Aep-salesforce-refresh") },
            slack_tokens = new { access_token = Secret("xoxb-slack-secret-token-of-many-characters"), team = new { name = "Team" } },
        });
        await SendAsync(HttpMethod.Get, $"/api/auth/tokens/{session}", bearer);
        await PostAsync("/api/v1/invitations/look", null, new { token = invitation });
        foreach (var good in (string[])[key, link, bearer])
        {
            await SendAsync(HttpMethod.Get, $"/api/sessions/{session}", good);
            await PostAsync("/api/v1/auth/verify", null, new { token = good });
        }

        await using (var socket = await SocketClient.ConnectAsync(_server.Api, $"/ws/sessions/{session}?ticket={ticket}"))
        {
            await socket.ReceiveTextAsync("waiting for the greeting");
        }

        await using (var again = await SocketClient.ConnectAsync(_server.Api, $"/ws/sessions/{session}?ticket={ticket}&access_token={bearer}"))
        {
            await again.ReceiveRestAsync("waiting to be refused");
        }

        var recording = await _server.Api.RecordAsync(bearer);
        var listening = Secret((await PostAsync($"{recording.Url}/tickets", bearer, new { })).Text("ticket"));
        using (var heard = await _server.SendAsync(HttpMethod.Get, $"{recording.Url}?ticket={listening}"))
        {
            Assert.Equal(HttpStatusCode.OK, heard.StatusCode);
        }

        await SendAsync(HttpMethod.Get, $"/api/sessions/{session}?ticket={listening}", null);
        await SendAsync(HttpMethod.Get, $"/api/sessions/{session}/recordings/rec_other?ticket={listening}", null);
        await PostAsync("/users", null, new { name = "Guest", email = "guest@example.com", password = AttackedServer.Password, invitation });
        var guest = (await SendAsync(HttpMethod.Get, $"/api/v1/orgs/{org}/members", bearer)).EnumerateArray().Single(member => member.ToString().Contains("guest@example.com", StringComparison.Ordinal));
        var reset = Secret((await PostAsync($"/api/v1/orgs/{org}/members/{guest.Text("user_id")}/password-reset", bearer, new { })).Text("token"));
        await PostAsync("/users/reset-password/confirm", null, new { token = reset, new_password = Secret("third horse 9 staple") });
        await PostAsync("/users/reset-password/confirm", null, new { token = reset, new_password = Secret("fourth horse 10 staple") });
        await PostAsync("/auth/workos/exchange", null, new { code = Secret("01E2RJ4C05B52KKZ8FSRDAP23J"), code_verifier = Secret("verifier-0123456789-of-many-characters") });
        await PostAsync("/settings/change-password", bearer, new { current_password = AttackedServer.Password, new_password = Secret("another horse 8 staple") });
        await FailWithEachAsync(session, email);

        Assert.NotEmpty(_log.Lines);
        Assert.NotEmpty(_problems);
        var audit = await _server.QueryAsync<string>("SELECT a::text FROM audit_entries a");
        Assert.Contains(audit, entry => entry.Contains("credential.set", StringComparison.Ordinal));
        foreach (var secret in _secrets)
        {
            Assert.DoesNotContain(_log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(_problems, problem => problem.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(audit, entry => entry.Contains(secret, StringComparison.Ordinal));
        }
    }

    /// <summary>Everything once more, wrong: what is wrong by a character is nearly a secret.</summary>
    private async Task FailWithEachAsync(string session, string email)
    {
        string[] wrong = ["mip_wrong-reset-0123456789", "mik_wrong-key-0123456789", "mis_wrong-link-0123456789", "mit_wrong-ticket-0123456789", "mir_wrong-refresh-0123456789", "eyJ3cm9uZyI6MX0.eyJ3cm9uZyI6MX0.d3Jvbmc", "plain-wrong-token-0123456789"];
        foreach (var token in wrong)
        {
            Secret(token);
            await SendAsync(HttpMethod.Get, $"/api/sessions/{session}", token);
            await SendAsync(HttpMethod.Get, $"/api/sessions/{session}?access_token={token}&ticket={token}", null);
            await SendAsync(HttpMethod.Get, $"/api/sessions/{session}/recordings/rec_other?ticket={token}", null);
            await SendAsync(HttpMethod.Post, "/auth/refresh", null, new { refresh_token = token });
            await SendAsync(HttpMethod.Post, "/auth/logout", null, new { refresh_token = token });
            await SendAsync(HttpMethod.Post, "/auth/refresh", null, null, ("Cookie", $"mi_refresh={token}"));
            await SendAsync(HttpMethod.Post, "/api/v1/auth/verify", null, new { token });
            await SendAsync(HttpMethod.Post, "/api/v1/invitations/look", null, new { token });
            await SendAsync(HttpMethod.Post, "/users/reset-password/confirm", null, new { token, new_password = token });
            await SendAsync(HttpMethod.Post, "/auth/workos/exchange", null, new { code = token, code_verifier = token });
            await SendAsync(HttpMethod.Get, "/api/v1/auth/me", null, null, ("Authorization", $"Basic {token}"));
            await SendAsync(HttpMethod.Post, $"/hubs/sessions/negotiate?access_token={token}", null);
        }

        var password = Secret("wrong-password-0123456789");
        await SendAsync(HttpMethod.Post, "/token", null, new { email, password });
        await SendAsync(HttpMethod.Post, "/token", null, new FormUrlEncodedContent([new("username", email), new("password", password)]));
        await SendAsync(HttpMethod.Post, "/users", null, new { name = "x", email, password });
        await SendAsync(HttpMethod.Post, "/users", null, new { name = password, email = "x@example.com", password });
        // What can't be read must not be shown to explain why.
        foreach (var body in (string[])[$"{{\"password\":\"{password}", $"{{\"password\":[\"{password}\"]}}", $"{{\"email\":{{\"{password}\":1}}}}", $"{password}", $"{{\"{password}\":\"\\ud800\"}}"])
        {
            foreach (var path in (string[])["/token", "/users", "/auth/refresh", "/api/v1/auth/verify", "/admin/initialize"])
            {
                await SendAsync(HttpMethod.Post, path, null, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
            }
        }
    }

    private async Task<string> SignAsync(string email)
    {
        using var form = await _server.SendAsync(HttpMethod.Post, "/token", body: new { email, password = AttackedServer.Password, cookie = true });
        await form.JsonAsync();
        var cookie = form.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Secret(cookie["mi_refresh=".Length..]);
        using var refreshed = await _server.SendAsync(HttpMethod.Post, "/auth/refresh", headers: ("Cookie", cookie));
        Secret((await refreshed.JsonAsync()).Text("access_token"));
        var login = await _server.SignInAsync(email);
        using var rotated = await _server.RefreshAsync(Secret(login.Text("refresh_token")));
        var next = await rotated.JsonAsync();
        using var rotatedAgain = await _server.RefreshAsync(Secret(next.Text("refresh_token")));
        Secret((await rotatedAgain.JsonAsync()).Text("refresh_token"));
        using var reused = await _server.RefreshAsync(login.Text("refresh_token"));
        var last = await _server.SignInAsync(email);
        Secret(last.Text("refresh_token"));
        Secret(next.Text("access_token"));
        return Secret(last.Text("access_token"));
    }

    private string Secret(string secret)
    {
        _secrets.Add(secret);
        // A JWT without its signature shows nothing; the signature is what nobody may have.
        if (secret.Split('.') is [_, _, { Length: > 20 } signature])
        {
            _secrets.Add(signature);
        }

        return secret;
    }

    private Task<JsonElement> PostAsync(string path, string? bearer, object body) => SendAsync(HttpMethod.Post, path, bearer, body);

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string? bearer, object? body = null, params (string Name, string Value)[] headers)
    {
        using var response = await _server.SendAsync(method, path, bearer, body, headers);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            _problems.Add(text);
        }

        return text.StartsWith('{') || text.StartsWith('[') ? JsonSerializer.Deserialize<JsonElement>(text) : default;
    }
}
