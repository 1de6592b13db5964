using System.Net;
using System.Text;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Errors;

/// <summary>What is wrong with a request is answered with a complete problem and a stable code.</summary>
public sealed class BadRequestTests(ApiServer server)
{
    [Theory]
    [InlineData("POST", "/api/sessions", "{}", 422, "request.invalid")]
    [InlineData("POST", "/api/sessions", """{"name":null}""", 422, "request.invalid")]
    [InlineData("POST", "/api/sessions", """{"name":7}""", 422, "request.invalid")]
    [InlineData("POST", "/api/sessions", """{"name":"a\u0000b"}""", 422, "request.invalid")]
    [InlineData("POST", "/api/sessions", """{"name":"\ud800"}""", 422, "request.invalid")]
    [InlineData("POST", "/api/sessions", "[]", 422, "request.invalid")]
    [InlineData("POST", "/api/sessions", "null", 422, "request.invalid")]
    [InlineData("POST", "/api/sessions", "", 422, "request.invalid")]
    [InlineData("POST", "/api/sessions", "{", 422, "request.invalid")]
    [InlineData("POST", "/api/sessions/create", """{"meeting_info":[]}""", 422, "request.invalid")]
    [InlineData("POST", "/api/sessions/create", """{"type":{}}""", 422, "request.invalid")]
    [InlineData("PATCH", "/api/sessions/{sid}", """{"name":"a\nb"}""", 422, "session.bad-name")]
    [InlineData("PATCH", "/api/sessions/{sid}", """{"status":"completed"}""", 422, "request.invalid")]
    [InlineData("PATCH", "/api/sessions/{sid}", """{"status":"created"}""", 422, "request.invalid")]
    [InlineData("PATCH", "/api/sessions/{sid}", """{"status":1}""", 422, "request.invalid")]
    [InlineData("POST", "/api/sessions/{sid}/transcript", """{"text":"hi","confidence":2}""", 422, "request.invalid")]
    [InlineData("POST", "/api/sessions/{sid}/transcript", """{"text":["hi"]}""", 422, "request.invalid")]
    [InlineData("GET", "/api/sessions?limit=0", null, 422, "request.invalid")]
    [InlineData("GET", "/api/sessions?limit=501", null, 422, "request.invalid")]
    [InlineData("GET", "/api/sessions?limit=-1", null, 422, "request.invalid")]
    [InlineData("GET", "/api/sessions?limit=many", null, 422, "request.invalid")]
    [InlineData("GET", "/api/sessions?status=open", null, 422, "request.invalid")]
    [InlineData("GET", "/api/sessions?from=yesterday", null, 422, "request.invalid")]
    [InlineData("GET", "/api/sessions?q=%00", null, 422, "request.invalid")]
    [InlineData("GET", "/api/sessions?cursor=nonsense", null, 400, "session.bad-cursor")]
    [InlineData("GET", "/api/sessions/{sid}/events?after=-1", null, 422, "feed.bad-after")]
    [InlineData("GET", "/api/sessions/{sid}/events?after=99", null, 422, "feed.bad-after")]
    [InlineData("GET", "/api/sessions/{sid}/events?after=9223372036854775807", null, 422, "feed.bad-after")]
    [InlineData("GET", "/api/sessions/{sid}/events?after=x", null, 422, "feed.bad-after")]
    [InlineData("GET", "/api/sessions/{sid}/events?limit=0", null, 422, "request.invalid")]
    [InlineData("GET", "/api/sessions/{sid}/transcript?limit=5000", null, 422, "request.invalid")]
    [InlineData("GET", "/api/sessions/sess_nobody", null, 404, "session.not-found")]
    [InlineData("GET", "/api/sessions/a%20b", null, 404, "session.not-found")]
    [InlineData("GET", "/api/sessions/a%2Fb", null, 404, "session.not-found")]
    [InlineData("POST", "/api/sessions/sess_nobody/start", null, 404, "session.not-found")]
    [InlineData("POST", "/api/sessions/sess_nobody/end", null, 404, "session.not-found")]
    [InlineData("PATCH", "/api/sessions/sess_nobody", "not even json", 404, "session.not-found")]
    [InlineData("POST", "/api/sessions/sess_nobody/transcript", "{}", 404, "session.not-found")]
    [InlineData("GET", "/api/sessions/sess_nobody/transcripts", null, 404, "session.not-found")]
    [InlineData("GET", "/api/sessions/transcripts/sess_nobody", null, 404, "session.not-found")]
    [InlineData("GET", "/api/sessions/sess_nobody/transcript", null, 404, "session.not-found")]
    [InlineData("GET", "/api/sessions/sess_nobody/insights", null, 404, "session.not-found")]
    [InlineData("GET", "/api/sessions/sess_nobody/events", null, 404, "session.not-found")]
    [InlineData("GET", "/api/nothing/here", null, 404, "request.unknown-path")]
    [InlineData("GET", "/nothing", null, 404, "request.unknown-path")]
    [InlineData("PUT", "/api/sessions/{sid}", "{}", 405, "request.method-not-allowed")]
    [InlineData("DELETE", "/api/sessions", null, 405, "request.method-not-allowed")]
    [InlineData("GET", "/ws/sessions/{sid}", null, 426, "request.upgrade-required")]
    [InlineData("GET", "/ws/sessions/{sid}/audio", null, 426, "request.upgrade-required")]
    [InlineData("PATCH", "/api/v1/profile", """{"bio":"\ud800"}""", 400, "profile.bad-field")]
    [InlineData("PATCH", "/api/v1/profile", """{"bio":"a\u0000"}""", 400, "profile.bad-field")]
    [InlineData("PATCH", "/api/v1/profile", """{"goal":{"title":"a","\ud800":1}}""", 400, "profile.bad-field")]
    [InlineData("PATCH", "/api/v1/profile", """{"goal":{"title":"\udfff"}}""", 400, "profile.bad-field")]
    [InlineData("PATCH", "/api/v1/profile", """{"\ud800":"a"}""", 422, "request.invalid")]
    [InlineData("PUT", "/api/v1/credentials/deepgram", """{"key":"\ud800"}""", 422, "request.invalid")]
    [InlineData("PUT", "/api/v1/credentials/deepgram", """{"key":"0123456789abcdef\u0000"}""", 422, "request.invalid")]
    [InlineData("PUT", "/api/v1/credentials/deepgram", """{"\u0000":"0123456789abcdef"}""", 422, "request.invalid")]
    [InlineData("POST", "/api/auth/tokens", """{"session_id":"s","salesforce_tokens":{"access_token":"\ud800"},"slack_tokens":{}}""", 400, "request.invalid")]
    [InlineData("POST", "/api/auth/tokens", """{"session_id":"s","salesforce_tokens":{},"slack_tokens":{"\ud800":1}}""", 400, "request.invalid")]
    [InlineData("PUT", "/users/me/preferences", """{"additional_settings":{"a":["\ud800"]}}""", 422, "request.invalid")]
    [InlineData("PUT", "/settings/preferences", """{"additional_settings":{"\udfff":1}}""", 422, "request.invalid")]
    [InlineData("PUT", "/settings/preferences", """{"additional_settings":{"a":"\u0000"}}""", 422, "request.invalid")]
    public async Task Request_OfTheWrongShape_IsAProblem(string method, string path, string? body, int status, string code)
    {
        var id = path.Contains("{sid}", StringComparison.Ordinal) ? await server.StartSessionAsync() : "";
        using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{sid}", id, StringComparison.Ordinal));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(code, await response.ProblemAsync((HttpStatusCode)status));
    }

    [Theory]
    [InlineData("POST", "/api/sessions", """{"name":"a\u0000b"}""", "'name' must not hold the character U+0000.")]
    [InlineData("POST", "/api/sessions", """{"name":"a\ud800"}""", "'name' holds half a character")]
    [InlineData("GET", "/api/sessions?q=%00", null, "'q' must not hold the character U+0000.")]
    [InlineData("GET", "/api/sessions?type=%00", null, "'type' must not hold the character U+0000.")]
    [InlineData("POST", "/api/audio/transcribe", "{}", "'audio' is missing or empty; it must hold base64")]
    public async Task Problem_OfABadText_SaysWhatIsWrongWithIt(string method, string path, string? body, string sentence)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await server.Http.SendAsync(request);

        Assert.StartsWith(sentence, await response.DetailAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/sessions")]
    [InlineData("/api/audio/transcribe")]
    public async Task Json_InACharsetThatNobodyKnows_IsRefused(string path)
    {
        using var content = new StringContent("""{"name":"x"}""");
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=bogus");

        using var response = await server.Http.PostAsync(new Uri(path, UriKind.Relative), content);

        Assert.Equal("request.unsupported-charset", await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("\"utf-8\"")]
    [InlineData("iso-8859-1")]
    public async Task Json_InAKnownCharset_IsTaken(string charset)
    {
        using var content = new StringContent("""{"name":"x"}""");
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");

        using var response = await server.Http.PostAsync(new Uri("/api/sessions", UriKind.Relative), content);

        Assert.Equal("x", (await response.JsonAsync()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Json_NestedTooDeeply_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40);

        using var response = await server.SendJsonAsync(HttpMethod.Post, "/api/sessions/create", $$"""{"meeting_info":{{deep}}}""");

        Assert.Equal("request.invalid", await response.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Json_TooLarge_IsRefused()
    {
        // A client that sends regardless may find the connection closed under it before it reads the answer.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sessions") { Content = new StringContent($$"""{"name":"{{new string('a', 1_100_000)}}"}""", Encoding.UTF8, "application/json") };
        request.Headers.ExpectContinue = true;
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("request.too-large", await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal("The body is larger than 1 MiB, the most that this path takes.", await response.DetailAsync());
    }

    [Fact]
    public async Task Body_NotJson_IsRefused()
    {
        using var response = await server.Http.PostAsync(new Uri("/api/sessions", UriKind.Relative), new StringContent("name=x", Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal("request.unsupported-media-type", await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType));
    }

    [Fact]
    public async Task Answer_OfAnyKind_DoesNotNameTheServer()
    {
        using var response = await server.Http.GetAsync(new Uri("/health", UriKind.Relative));

        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("X-Powered-By"));
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("given-id.1", true)]
    [InlineData("not an id", false)]
    public async Task RequestId_Given_IsTakenOverWhenItIsSafe(string given, bool isTaken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Add("X-Request-Id", given);

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(isTaken, response.Headers.GetValues("X-Request-Id").Single() == given);
    }

    [Fact]
    public async Task Database_Away_AnswersUnavailableWithoutInternals()
    {
        await using var postgres = await MeetingIntel.Testing.Postgres.PostgresServer.StartPrivateAsync();
        await using var own = new ApiServer(postgres);
        await own.InitializeAsync();
        await postgres.StopAsync();

        using var response = await own.Http.GetAsync(new Uri("/api/sessions", UriKind.Relative));
        using var ready = await own.Http.GetAsync(new Uri("/ready", UriKind.Relative));
        using var health = await own.Http.GetAsync(new Uri("/health", UriKind.Relative));

        Assert.Equal("storage.unavailable", await response.ProblemAsync(HttpStatusCode.ServiceUnavailable));
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal("storage.unavailable", await ready.ProblemAsync(HttpStatusCode.ServiceUnavailable));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        await postgres.StartAsync();
    }
}
