using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Storage.Reminders;
using MeetingIntel.Storage.Transcripts;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Transcripts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Api.Tests.Recordings;

/// <summary>Kept audio that is heard again, by somebody who counts seconds: what it says does not depend on what the encoder left of the words.</summary>
public sealed class RetranscriptionTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _minute = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LateReads _late = new();
    private readonly LateDecoder _decoder = new();
    private readonly LogCapture _log = new();
    private readonly ApiServer _server;

    public RetranscriptionTests(ApiServer shared) => _server = new(shared.Postgres)
    {
        Services = services =>
        {
            services.AddSingleton<ILoggerProvider>(_log);
            services.AddSingleton<IReminderTable, PostgresReminderTable>();
            services.AddSingleton(provider => new SttProviders(provider.GetRequiredService<ISttProvider>(), [new("clock", () => new ClockProvider(_minute.Task)), new("deaf", () => new DeafProvider())]));
            Replace<ITranscriptVersionReads>(services, _late.Of);
            Replace<IMediaDecoder>(services, _decoder.Of);
        },
    };

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task Version_OfARecordedSession_IsHeardBesideTheTranscriptAndCompared()
    {
        var id = await RecordAsync(ScriptedAudio.Sentences(10, speech: 500, silence: 500));
        var before = await _server.TranscriptAsync(id);

        using var begun = await BeginAsync(id, "clock");
        var version = await begun.JsonAsync();
        await DoneAsync(id, "transcript.version.done");

        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        Assert.Equal(2, version.GetProperty("version").GetInt32());
        var list = await _server.GetJsonAsync($"/api/sessions/{id}/transcript/versions");
        Assert.Equal(["1:scripted:done", "2:clock:done"], list.GetProperty("versions").EnumerateArray().Select(item => $"{item.GetProperty("version")}:{item.Text("provider")}:{item.Text("status")}"));
        Assert.Equal(10, list.GetProperty("versions")[1].GetProperty("segments").GetInt32());
        var first = await _server.GetJsonAsync($"/api/sessions/{id}/transcript/versions/2?limit=6");
        var rest = await _server.GetJsonAsync($"/api/sessions/{id}/transcript/versions/2?limit=6&cursor={first.Text("next")}");
        Assert.Equal(
            Enumerable.Range(0, 10).Select(second => string.Create(CultureInfo.InvariantCulture, $"t{second}")),
            first.GetProperty("segments").EnumerateArray().Concat(rest.GetProperty("segments").EnumerateArray()).Select(segment => segment.Text("text")));
        Assert.Equal(before, await _server.TranscriptAsync(id));
        var compared = await _server.GetJsonAsync($"/api/sessions/{id}/transcript/versions/compare?left=1&right=2");
        Assert.Equal((10, 10, 0), (compared.GetProperty("left_words").GetInt32(), compared.GetProperty("right_words").GetInt32(), compared.GetProperty("same").GetInt32()));
        Assert.Equal(1, compared.GetProperty("difference").GetDouble());
        var alike = await _server.GetJsonAsync($"/api/sessions/{id}/transcript/versions/compare?left=2&right=2");
        Assert.Equal(0, alike.GetProperty("difference").GetDouble());
    }

    [Fact]
    public async Task Version_WhoseServerStops_GoesOnWithoutDoubling()
    {
        var id = await RecordAsync(ScriptedAudio.Sentences(70, speech: 500, silence: 500));
        using var begun = await BeginAsync(id, "clock");
        await DoneAsync(id, "transcript.version.segments");
        _log.Forget();

        await _server.RestartAsync();
        // A provider that takes nothing holds nobody up.
        Assert.DoesNotContain(_log.Complaints, line => line.Level > LogLevel.Warning);
        _minute.SetResult();
        // A second request is refused while one is open; and asking wakes who goes on with it.
        using var again = await BeginAsync(id, "clock");
        Assert.Equal("transcript.version-running", await again.ProblemAsync(HttpStatusCode.Conflict));
        await DoneAsync(id, "transcript.version.done");

        var page = await _server.GetJsonAsync($"/api/sessions/{id}/transcript/versions/2");
        Assert.Equal(
            Enumerable.Range(0, 70).Select(second => (double)second),
            page.GetProperty("segments").EnumerateArray().Select(segment => Math.Round(segment.GetProperty("start").GetDouble(), 3)));
    }

    [Fact]
    public async Task Version_ThatNobodyCanHear_FailsAndTheNextOneRuns()
    {
        var id = await RecordAsync(ScriptedAudio.Sentences(10, speech: 500, silence: 500));
        await using var feed = await FeedClient.ConnectAsync(_server, id, after: 0);

        (await BeginAsync(id, "deaf")).Dispose();
        var deaf = await feed.EventAsync("transcript.version.failed");
        using var next = await BeginAsync(id, "clock");
        await feed.EventAsync("transcript.version.done");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_server.Files, "org_dev", id), "*.ogg", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        (await BeginAsync(id, "clock")).Dispose();
        var gone = await feed.EventAsync("transcript.version.failed");

        Assert.Equal(HttpStatusCode.Accepted, next.StatusCode);
        Assert.Equal("test.no-ears", deaf.GetProperty("data").Text("error"));
        Assert.Equal("recording.gone", gone.GetProperty("data").Text("error"));
        Assert.Equal([3L], await _server.Database.QueryAsync<long>($"SELECT count(*) FROM audit_entries WHERE session_id = '{id}' AND action = 'transcript-version.add'"));
        await _server.Database.UntilAsync($"SELECT count(*) = 0 FROM reminders WHERE grain_id LIKE '%{id}%' AND name = 'hear-again'", "nobody being bound to hear it any more");
    }

    /// <summary>Who hears it has just read that nothing is left to be heard, and puts the reminder away.</summary>
    [Fact]
    public async Task Version_ThatBeginsWhileTheOneBeforeIsPutAway_IsHeard()
    {
        var id = await RecordAsync(ScriptedAudio.Sentences(70, speech: 500, silence: 500));
        _late.IsArmed = true;
        (await BeginAsync(id, "deaf")).Dispose();
        await _late.Reached.Within("waiting for the failed version to be put away");

        using var next = await BeginAsync(id, "clock");
        _late.GoOn();

        Assert.Equal(HttpStatusCode.Accepted, next.StatusCode);
        await using var feed = await FeedClient.ConnectAsync(_server, id, after: 0);
        while ((await feed.EventAsync("transcript.version.segments")).GetProperty("data").GetProperty("version").GetInt32() < 3)
        {
        }

        Assert.Equal([1L], await _server.Database.QueryAsync<long>($"SELECT count(*) FROM reminders WHERE grain_id LIKE '%{id}%' AND name = 'hear-again'"));
        _minute.SetResult();
        await feed.EventAsync("transcript.version.done");
        await _server.Database.UntilAsync($"SELECT count(*) = 0 FROM reminders WHERE grain_id LIKE '%{id}%' AND name = 'hear-again'", "nobody being bound to hear it any more");
    }

    /// <summary>Whoever erases a session leaves operators nothing to look at.</summary>
    [Fact]
    public async Task Version_OfASessionThatIsErased_EndsWithoutAComplaint()
    {
        var id = await RecordAsync(ScriptedAudio.Sentences(70, speech: 500, silence: 500));
        (await BeginAsync(id, "clock")).Dispose();
        await DoneAsync(id, "transcript.version.segments");
        _log.Forget();

        await EraseAsync(id);
        _minute.SetResult();
        await _log.SawAsync("MeetingIntel.Grains.Transcripts.RetranscriptionGrain", "was erased while");

        Assert.Empty(_log.Complaints);
    }

    /// <summary>The same when its files go while one of them is read.</summary>
    [Fact]
    public async Task Version_OfASessionThatIsErasedWhileItsAudioIsDecoded_EndsWithoutAComplaint()
    {
        var id = await RecordAsync(ScriptedAudio.Sentences(2));
        _decoder.IsArmed = true;
        (await BeginAsync(id, "clock")).Dispose();
        await _decoder.Reached.Within("waiting for the recording to be decoded");
        _log.Forget();

        await EraseAsync(id);
        _decoder.GoOn();
        await _log.SawAsync("MeetingIntel.Grains.Transcripts.RetranscriptionGrain", "was erased while");

        Assert.Empty(_log.Complaints);
    }

    [Fact]
    public async Task Comparison_AfterACorrection_IsOfWhatStands()
    {
        var id = await RecordAsync(ScriptedAudio.Sentences(2, speech: 500, silence: 500));
        var segments = (await _server.GetJsonAsync($"/api/sessions/{id}/transcript")).GetProperty("segments");
        using var corrected = await _server.SendJsonAsync(HttpMethod.Patch, $"/api/sessions/{id}/transcript/{segments[0].Text("id")}", """{"text":"the valve w1"}""");
        Assert.Equal(HttpStatusCode.OK, corrected.StatusCode);

        var compared = await _server.GetJsonAsync($"/api/sessions/{id}/transcript/versions/compare?left=1&right=1");

        Assert.Equal(["the", "valve", "w1", "w2"], compared.GetProperty("rows").EnumerateArray().SelectMany(row => row.GetProperty("left").EnumerateArray()).Select(word => word.Text("text")));
    }

    [Fact]
    public async Task Comparison_PageByPage_IsReadOnceUntilSomethingHappens()
    {
        var id = await RecordAsync(ScriptedAudio.Sentences(5, speech: 300, silence: 700));
        (await BeginAsync(id, "clock")).Dispose();
        await DoneAsync(id, "transcript.version.done");
        var compare = $"/api/sessions/{id}/transcript/versions/compare?left=1&right=2&limit=1";
        var first = await _server.GetJsonAsync(compare);
        var reads = _late.Count;

        var second = await _server.GetJsonAsync($"{compare}&after={first.GetProperty("next")}");
        Assert.Equal((reads, first.GetProperty("difference").GetDouble()), (_late.Count, second.GetProperty("difference").GetDouble()));
        Assert.NotEqual(first.GetProperty("rows").GetRawText(), second.GetProperty("rows").GetRawText());
        var segment = (await _server.GetJsonAsync($"/api/sessions/{id}/transcript")).GetProperty("segments")[0].Text("id");
        using var corrected = await _server.SendJsonAsync(HttpMethod.Patch, $"/api/sessions/{id}/transcript/{segment}", """{"text":"t0"}""");
        var third = await _server.GetJsonAsync(compare);

        Assert.Equal((0, 1), (first.GetProperty("same").GetInt32(), third.GetProperty("same").GetInt32()));
    }

    [Fact]
    public async Task Version_ThatMakesNoSense_IsRefused()
    {
        var silent = await _server.StartSessionAsync();
        var id = await RecordAsync(ScriptedAudio.Sentences(2));

        using var nothing = await BeginAsync(silent, "clock");
        using var unknown = await BeginAsync(id, "nobody");
        using var missing = await _server.Http.GetAsync(new Uri($"/api/sessions/{id}/transcript/versions/7", UriKind.Relative), TestContext.Current.CancellationToken);
        using var compared = await _server.Http.GetAsync(new Uri($"/api/sessions/{id}/transcript/versions/compare?left=1&right=x", UriKind.Relative), TestContext.Current.CancellationToken);
        using var cursor = await _server.Http.GetAsync(new Uri($"/api/sessions/{id}/transcript/versions/1?cursor=here", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("recording.none", await nothing.ProblemAsync(HttpStatusCode.Conflict));
        Assert.Equal("transcript.unknown-provider", await unknown.ProblemAsync(HttpStatusCode.BadRequest));
        Assert.Equal("transcript.version-not-found", await missing.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("transcript.version-not-found", await compared.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("transcript.bad-cursor", await cursor.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }

    private async Task<string> RecordAsync(byte[] audio)
    {
        using var created = await _server.Http.PostAsJsonAsync("/api/sessions", new { name = "Kept", record = true }, TestContext.Current.CancellationToken);
        var id = (await created.JsonAsync()).Text("id");
        await using var client = await AudioClient.ConnectAsync(_server, id, 0, "channel=mic");
        await client.ReadyAsync();
        await client.SendInFramesAsync(audio, 6400);
        await client.StopAndFinishAsync();
        await DoneAsync(id, "recording.available");
        await _server.EndSessionAsync(id);
        return id;
    }

    private async Task EraseAsync(string id)
    {
        using var erased = await _server.Http.DeleteAsync(new Uri($"/api/sessions/{id}", UriKind.Relative), TestContext.Current.CancellationToken);
        await _server.Database.UntilAsync($"SELECT erased_at IS NOT NULL FROM erasures WHERE session_id = '{id}'", "the erasure's end");
    }

    private static void Replace<T>(IServiceCollection services, Func<T, T> replacement)
        where T : class
    {
        var own = services.Last(service => service.ServiceType == typeof(T)).ImplementationType!;
        services.AddSingleton(provider => replacement((T)ActivatorUtilities.CreateInstance(provider, own)));
    }

    private Task<HttpResponseMessage> BeginAsync(string id, string provider) =>
        _server.Http.PostAsJsonAsync($"/api/sessions/{id}/transcript/versions", new { provider }, TestContext.Current.CancellationToken);

    private async Task DoneAsync(string id, string name)
    {
        await using var feed = await FeedClient.ConnectAsync(_server, id, after: 0);
        await feed.EventAsync(name);
    }
}
