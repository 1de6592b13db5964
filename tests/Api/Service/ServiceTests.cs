using System.Net.Http.Headers;
using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Service;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace MeetingIntel.Api.Tests.Service;

/// <summary>Health, pages, descriptions, the sample meeting.</summary>
public sealed class ServiceTests(ApiServer server)
{
    [Fact]
    public async Task HealthAndReady_AreOpen()
    {
        Assert.Equal("healthy", (await server.GetJsonAsync("/health")).GetProperty("status").GetString());
        Assert.Equal("ready", (await server.GetJsonAsync("/ready")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task AskAsync_OfManyWithinASecond_AsksTheDatabaseOnce()
    {
        var time = new ManualTime();
        var sessions = Substitute.For<ISessionReads>();
        var slow = new TaskCompletionSource<SessionOwner?>(TaskCreationOptions.RunContinuationsAsynchronously);
        sessions.FindOwnerAsync(default!, default).ReturnsForAnyArgs(slow.Task, Task.FromException<SessionOwner?>(new JournalUnavailableException("The database is away.")));
        var probe = new DatabaseProbe(sessions, time);

        var first = probe.AskAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(5));
        var second = probe.AskAsync(TestContext.Current.CancellationToken);
        slow.SetResult(null);
        await Task.WhenAll(first, second);
        await sessions.ReceivedWithAnyArgs(1).FindOwnerAsync(default!, default);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => probe.AskAsync(TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromSeconds(0.9));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => probe.AskAsync(TestContext.Current.CancellationToken));
        await sessions.ReceivedWithAnyArgs(2).FindOwnerAsync(default!, default);
    }

    [Fact]
    public async Task Ready_OfAFrontEndThatReachesNoSilo_SendsClientsToOthers()
    {
        await using var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        own.Provider.GetRequiredService<Readiness>().IsCutOff = true;

        var answer = await own.Http.GetAsync(new Uri("/ready", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("server.no-silos", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_ForPrograms_IsAstrasDescription()
    {
        var answer = await server.GetJsonAsync("/");

        Assert.Equal("running", answer.GetProperty("status").GetString());
        Assert.Equal("/docs", answer.GetProperty("docs").GetString());
        Assert.NotEmpty(answer.GetProperty("service").GetString()!);
        Assert.NotEmpty(answer.GetProperty("version").GetString()!);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("telemetry_query_api").ValueKind);
    }

    [Fact]
    public async Task ApiDocs_ListAstrosPathsByGroup()
    {
        var endpoints = (await server.GetJsonAsync("/api/docs")).GetProperty("endpoints");

        Assert.All((string[])["auth", "sessions", "audio", "insights"], group => Assert.Equal(JsonValueKind.Object, endpoints.GetProperty(group).ValueKind));
        Assert.NotEmpty(endpoints.GetProperty("sessions").GetProperty("POST /api/sessions/create").GetString()!);
        Assert.NotEmpty(endpoints.GetProperty("audio").GetProperty("POST /api/audio/transcribe").GetString()!);
    }

    [Fact]
    public async Task Page_Built_IsServedWithItsAssets()
    {
        using var folder = new BuiltPage();
        await using var own = await folder.ServeAsync(server.Postgres);

        foreach (var path in (string[])["/", "/s/sess_x", "/sessions", "/sessions/x", "/live-sessions", "/live-sessions/x", "/processing"])
        {
            using var page = await GetPageAsync(own, path);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
            Assert.Equal("no-cache", page.Headers.CacheControl?.ToString());
            Assert.NotNull(page.Headers.ETag);
            Assert.Contains("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }

        using var script = await own.Http.GetAsync(new Uri("/assets/app-1a2b.js", UriKind.Relative));
        Assert.Equal("text/javascript", script.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", script.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("running", (await own.GetJsonAsync("/")).GetProperty("status").GetString());
        using var outside = await own.Http.GetAsync(new Uri("/..%2f..%2fetc/passwd", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
    }

    [Fact]
    public async Task Page_AtAnAddressThatIsNone_IsServedToPeopleAsNotFound()
    {
        using var folder = new BuiltPage();
        await using var own = await folder.ServeAsync(server.Postgres);

        foreach (var path in (string[])["/nowhere", "/s/", "/s/sess_x/more"])
        {
            using var page = await GetPageAsync(own, path);
            Assert.Equal((HttpStatusCode.NotFound, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
            Assert.Contains("<title>page</title>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var problem = await own.Http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal("request.unknown-path", await problem.ProblemAsync(HttpStatusCode.NotFound));
        }

        foreach (var path in (string[])["/api/nowhere", "/hubs/nowhere", "/ws/nowhere"])
        {
            using var problem = await GetPageAsync(own, path);
            Assert.Equal("request.unknown-path", await problem.ProblemAsync(HttpStatusCode.NotFound));
        }
    }

    [Fact]
    public async Task Page_NotBuilt_SaysSo()
    {
        using var page = await GetPageAsync(server, "/sessions");

        Assert.Equal("page.not-built", await page.ProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Page_NotBuilt_LeavesUnknownAddressesAProblem()
    {
        using var page = await GetPageAsync(server, "/nowhere");

        Assert.Equal("request.unknown-path", await page.ProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Icon_IsThere_AlsoWithoutThePage()
    {
        using var icon = await server.Http.GetAsync(new Uri("/favicon.ico", UriKind.Relative));

        Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), (icon.StatusCode, icon.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Sample_Described_GivesEachSpeakersAudio()
    {
        var folder = Directory.CreateTempSubdirectory("sample-");
        try
        {
            await using var own = new ApiServer(server.Postgres);
            own.Settings["SampleMeeting:CachePath"] = folder.FullName;
            await own.InitializeAsync();

            var sample = await own.GetJsonAsync("/api/sample");

            Assert.NotEmpty(sample.GetProperty("title").GetString()!);
            Assert.True(sample.GetProperty("duration").GetDouble() > 30);
            var channel = sample.GetProperty("channels")[0];
            Assert.NotEmpty(channel.GetProperty("speaker").GetString()!);
            using var audio = await own.Http.GetAsync(new Uri(channel.GetProperty("url").GetString()!, UriKind.Relative));
            Assert.Equal("audio/wav", audio.Content.Headers.ContentType?.MediaType);
            Assert.Equal(channel.GetProperty("bytes").GetInt64(), audio.Content.Headers.ContentLength);
            using var none = await own.Http.GetAsync(new Uri("/api/sample/nobody.wav", UriKind.Relative));
            Assert.Equal("sample.no-such-channel", await none.ProblemAsync(HttpStatusCode.NotFound));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Sample_WithoutSpeech_IsUnavailable()
    {
        var folder = Directory.CreateTempSubdirectory("sample-");
        try
        {
            await using var own = new ApiServer(server.Postgres);
            own.Settings["SampleMeeting:CachePath"] = folder.FullName;
            own.Settings["Tts:Flite:Program"] = "/nowhere/flite";
            await own.InitializeAsync();

            using var response = await own.Http.GetAsync(new Uri("/api/sample", UriKind.Relative));

            Assert.Equal("sample.unavailable", await response.ProblemAsync(HttpStatusCode.ServiceUnavailable));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<HttpResponseMessage> GetPageAsync(ApiServer server, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        return await server.Http.SendAsync(request);
    }

    /// <summary>A folder with a page in it.</summary>
    private sealed class BuiltPage : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("page-");

        public async Task<ApiServer> ServeAsync(PostgresServer postgres)
        {
            _folder.CreateSubdirectory("assets");
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "index.html"), "<!doctype html><title>page</title>");
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "assets", "app-1a2b.js"), "export {};");
            var server = new ApiServer(postgres) { Settings = { ["DASHBOARD_DIRECTORY"] = _folder.FullName } };
            await server.InitializeAsync();
            return server;
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
