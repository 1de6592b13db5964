using System.Net;
using System.Text;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Limits;

/// <summary>How deep, large and many-parted what somebody sends may be: too much is an error to them, never to the server.</summary>
public sealed class ShapeLimitTests(RoomyServer roomy) : IClassFixture<RoomyServer>
{
    private readonly ApiServer _server = roomy.Server;

    public static TheoryData<string, string> JsonPaths => new()
    {
        { "POST", "/api/sessions" },
        { "POST", "/api/sessions/create" },
        { "POST", "/api/sessions/{sid}/transcript" },
        { "POST", "/api/audio/transcribe" },
        { "POST", "/token" },
        { "POST", "/auth/refresh" },
        { "POST", "/users" },
        { "PUT", "/users/me/preferences" },
        { "POST", "/api/v1/api-keys" },
        { "PUT", "/api/v1/credentials/openai" },
        { "POST", "/api/auth/tokens" },
        { "POST", "/api/v1/invitations/look" },
    };

    [Theory]
    [MemberData(nameof(JsonPaths))]
    public async Task Json_OfAnyDepth_IsRefusedAndNothingBreaks(string method, string path)
    {
        var id = await _server.StartSessionAsync();
        foreach (var depth in (int[])[33, 64, 65, 5000, 50_000])
        {
            foreach (var body in (string[])[Deep(depth), $$"""{"name":{{Deep(depth)}},"text":{{Deep(depth)}},"additional_settings":{{Deep(depth)}},"tokens":{{Deep(depth)}} }"""])
            {
                try
                {
                    using var answer = await _server.SendJsonAsync(new HttpMethod(method), path.Replace("{sid}", id, StringComparison.Ordinal), body);
                    Assert.True((int)answer.StatusCode is >= 400 and < 429, $"{depth}: {answer.StatusCode}");
                }
                catch (HttpRequestException exception) when (exception.InnerException is IOException && depth >= 5000)
                {
                    // The server had answered and closed before all of it was sent.
                }
            }
        }

        Assert.Equal("active", (await _server.GetJsonAsync($"/api/sessions/{id}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Preferences_AsDeepAsTheyMayBe_CanBeReadAgain()
    {
        var ana = await Someone.SignUpAsync(_server);
        for (var depth = 20; depth <= 40; depth++)
        {
            using var written = await ana.SendAsync(HttpMethod.Put, "/users/me/preferences", configure: request => request.Content =
                new StringContent($$"""{"additional_settings":{"a":{{Deep(depth)}} } }""", Encoding.UTF8, "application/json"));
            using var read = await ana.SendAsync(HttpMethod.Get, "/users/me/preferences");

            Assert.True(written.StatusCode is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity, $"{depth}: {written.StatusCode}");
            Assert.True(read.StatusCode == HttpStatusCode.OK, $"{depth}: {read.StatusCode}");
        }
    }

    [Fact]
    public async Task Hub_WithDeepPayloads_AnswersAnErrorAndServesOthers()
    {
        var id = await _server.StartSessionAsync();
        foreach (var depth in (int[])[20, 28, 29, 30, 31, 32, 33, 60, 64, 5000, 200_000])
        {
            await using var hub = await HubClient.ConnectAsync(_server);
            await hub.SendRawAsync($$"""{"type":1,"invocationId":"x","target":"insight_generated","arguments":[{"session_id":"{{id}}","type":"a","insight":{{Deep(depth)}} }]}""");
            await hub.SendRawAsync("""{"type":1,"invocationId":"y","target":"join_session","arguments":["sess_nobody"]}""");
            // Either the call fails, or, where the message itself can't be read, the connection: with a reason, and alone.
            Assert.Contains(await hub.OutcomeAsync("x"), (string?[])[null, "request.invalid", "closed"]);
        }

        await using var other = await HubClient.ConnectAsync(_server);
        Assert.Null(await other.InvokeAsync("join_session", new { session_id = id }));
        // What was taken can be told again.
        var events = (await _server.GetJsonAsync($"/api/sessions/{id}/events?limit=1000")).GetProperty("events");
        Assert.Contains(Deep(20), events.ToString(), StringComparison.Ordinal);
        await using var feed = await SocketClient.ConnectAsync(_server, $"/ws/sessions/{id}?after=0");
        await feed.LivesAsync();
    }

    [Fact]
    public async Task Hub_WithAMessageBeyondTheLimit_EndsThatConnectionOnly()
    {
        await using var hub = await HubClient.ConnectAsync(_server);
        await hub.SendRawAsync($$"""{"type":1,"target":"join_session","arguments":["{{new string('a', 1_000_001)}}"]}""");

        await hub.ClosedAsync();

        await using var other = await HubClient.ConnectAsync(_server);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(5000)]
    public async Task AudioSocket_WithADeepText_IsRefused(int depth)
    {
        var id = await _server.StartSessionAsync();
        await using var audio = await AudioClient.ConnectAsync(_server, id, offset: 0);
        await audio.ReadyAsync();

        await audio.Socket.SendTextAsync($$"""{"type":"stop","more":{{Deep(depth)}} }""");

        Assert.Equal(("audio.unexpected-text", 4400), await audio.EndAsync());
    }

    [Fact]
    public async Task AudioSocket_WithATextWithoutEnd_IsRefused()
    {
        var id = await _server.StartSessionAsync();
        await using var audio = await AudioClient.ConnectAsync(_server, id, offset: 0);
        await audio.ReadyAsync();

        await audio.Socket.SendTextAsync(new string(' ', 64 * 1024 + 1));

        Assert.Equal(("audio.frame-too-large", 1009), await audio.EndAsync());
    }

    [Theory]
    [InlineData(5000, 1)]
    [InlineData(1, 100_000)]
    public async Task Form_WithTooMuchInIt_IsRefused(int fields, int keyLength)
    {
        var form = string.Join('&', Enumerable.Range(0, fields).Select(field => $"{new string('k', keyLength)}{field}=v"));
        using var content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");

        using var answer = await _server.Http.PostAsync(new Uri("/token", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal("request.invalid", await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }

    private static string Deep(int depth) => string.Concat(Enumerable.Repeat("[", depth)) + new string(']', depth);
}

/// <summary>A server that lets one address try often.</summary>
public sealed class RoomyServer(ApiServer shared) : IAsyncLifetime
{
    internal ApiServer Server { get; } = new(shared.Postgres);

    public async ValueTask InitializeAsync()
    {
        Server.Settings["RateLimits:Address"] = "100000";
        await Server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
