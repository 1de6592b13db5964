using MeetingIntel.Corrections;
using MeetingIntel.Grains.Tests.Transcription;
using MeetingIntel.Insights;
using MeetingIntel.Providers.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Storage.Reminders;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeetingIntel.Grains.Tests.Corrections;

/// <summary>What becomes of what is understood when people correct what was said: with the real analyser.</summary>
public sealed class CorrectionTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly Door _door = new();
    private readonly Thinking _thinking = new();
    private MeetingCluster _cluster = null!;

    public ValueTask InitializeAsync()
    {
        _cluster = new(postgres) { Configure = silo => Configure(silo) };
        return _cluster.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Correct_InALiveSession_IsUnderstoodAnew()
    {
        var session = await _cluster.StartSessionAsync();
        var client = await AudioClient.ConnectAsync(_cluster, session);
        var said = await SayAsync(session, "I will send the proposal to the customer by Friday.");
        await client.NextAsync<InsightsUpdated>(change => change.Changed.Any(IsAction), "an action item");

        var corrected = await session.CorrectSegmentAsync(new CorrectSegment(said.Id, "I will send the contract to the customer by Friday.", null, 1));

        Assert.Equal(2, corrected.Value!.Version);
        var update = await AfterCorrectionAsync(session, client);
        Assert.Contains("contract", update.Changed.Single(IsAction).Text, StringComparison.Ordinal);
        await SayAsync(session, "Ben will call the customer tomorrow.");
        var next = await client.NextAsync<InsightsUpdated>(change => change.Changed.Any(item => item.Assignee == "Ben"), "what is said after it");
        Assert.DoesNotContain(next.Removed, id => update.Changed.Any(item => item.Id == id));
        Assert.DoesNotContain("proposal", await UnderstoodAsync(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Correct_OfASessionThatEndedLongAgo_MakesAnotherFinalPass()
    {
        var session = await _cluster.StartSessionAsync();
        var client = await AudioClient.ConnectAsync(_cluster, session);
        var said = await SayAsync(session, "We decided to go with the second offer.");
        await session.EndAsync();
        await client.NextAsync<InsightsUpdated>(change => change.Final, "the final pass");
        await _cluster.RestartAsync();
        session = _cluster.Session(session.GetPrimaryKeyString());
        client = await AudioClient.ConnectAsync(_cluster, session);

        await session.CorrectSegmentAsync(new CorrectSegment(said.Id, "We decided to go with the third offer.", null, null));

        Assert.True((await AfterCorrectionAsync(session, client)).Final);
        Assert.Contains("third", await UnderstoodAsync(session), StringComparison.Ordinal);
        Assert.DoesNotContain("second", await UnderstoodAsync(session), StringComparison.Ordinal);
    }

    /// <summary>The server is lost between the correction and what is understood of it.</summary>
    [Fact]
    public async Task Restart_BeforeTheCorrectionIsUnderstood_MakesUpForIt()
    {
        var session = await _cluster.StartSessionAsync();
        var client = await AudioClient.ConnectAsync(_cluster, session);
        var said = await SayAsync(session, "We decided to go with the second offer.");
        await session.EndAsync();
        await client.NextAsync<InsightsUpdated>(change => change.Final, "the final pass");
        _door.Close();
        await session.CorrectSegmentAsync(new CorrectSegment(said.Id, "We decided to go with the third offer.", null, null));
        await _door.Knocked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.NotEmpty((await StoredAsync(session)).Stale.Ids);
        var insights = _cluster.Grains.GetGrain<IInsightGrain>(session.GetPrimaryKeyString());
        Assert.Single((await new PostgresReminderTable(_cluster.Services.GetRequiredService<NpgsqlDataSource>()).ReadRows(insights.GetGrainId())).Reminders);

        await _cluster.RestartAsync();
        _door.Open();
        session = _cluster.Session(session.GetPrimaryKeyString());
        client = await AudioClient.ConnectAsync(_cluster, session);
        await _cluster.Grains.GetGrain<IInsightGrain>(session.GetPrimaryKeyString()).AsReference<IRemindable>().ReceiveReminder("insights-unfinished", default);

        await AfterCorrectionAsync(session, client);
        Assert.Contains("third", await UnderstoodAsync(session), StringComparison.Ordinal);
        Assert.Empty((await StoredAsync(session)).Stale.Ids);
    }

    /// <summary>A pass has read the old words, and comes to the session after the correction.</summary>
    [Fact]
    public async Task Pass_ThatReadWhatWasCorrectedMeanwhile_ChangesNothing()
    {
        var session = await _cluster.StartSessionAsync();
        var client = await AudioClient.ConnectAsync(_cluster, session);
        var said = await SayAsync(session, "We decided to go with the second offer.");
        await client.NextAsync<InsightsUpdated>(change => change.Changed.Count > 0, "the first pass");
        _thinking.Hold();
        await SayAsync(session, "Ben will call the customer tomorrow.");
        await _thinking.Began.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True((await session.CorrectSegmentAsync(new CorrectSegment(said.Id, "We decided to go with the third offer.", null, null))).Succeeded);
        _thinking.GoOn();

        await AfterCorrectionAsync(session, client);
        Assert.DoesNotContain("second", await UnderstoodAsync(session), StringComparison.Ordinal);
        Assert.Contains("Ben", await UnderstoodAsync(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rename_WhileAudioComes_NamesWhatIsHeardLater()
    {
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);
        await client.SendAsync(ScriptedAudio.Sentences(1));
        Assert.Equal("Ana", (await client.EventAsync<TranscriptSegmentAdded>()).Segment.Speaker);

        var renamed = await session.RenameSpeakerAsync(new RenameSpeaker("Ana", "Anna"));
        await client.SendAsync(ScriptedAudio.Sentences(1));

        Assert.Equal(1, renamed.Value!.Segments);
        Assert.Equal("Anna", (await client.EventAsync<TranscriptSegmentAdded>()).Segment.Speaker);
        await client.OpenAsync(sender: client.Connection);
        await client.SendAsync(ScriptedAudio.Sentences(1));
        Assert.Equal("Anna", (await client.EventAsync<TranscriptSegmentAdded>()).Segment.Speaker);
    }

    /// <summary>Whoever hears the channel came back between the two, and knows no name in between.</summary>
    [Theory]
    [InlineData("Anne")]
    [InlineData("Ana")]
    public async Task Rename_AfterARenameAndAReconnect_NamesWhatIsHeardLater(string last)
    {
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);
        Assert.True((await session.RenameSpeakerAsync(new RenameSpeaker("Ana", "Anna"))).Succeeded);
        await client.OpenAsync();
        await client.SendAsync(ScriptedAudio.Sentences(1));
        Assert.Equal("Anna", (await client.EventAsync<TranscriptSegmentAdded>()).Segment.Speaker);

        Assert.True((await session.RenameSpeakerAsync(new RenameSpeaker("Anna", last))).Succeeded);
        await client.SendAsync(ScriptedAudio.Sentences(1));

        Assert.Equal(last, (await client.EventAsync<TranscriptSegmentAdded>()).Segment.Speaker);
    }

    [Fact]
    public async Task Rename_OfWhoHasSomethingToDo_NamesThemAnew()
    {
        var session = await _cluster.StartSessionAsync();
        var client = await AudioClient.ConnectAsync(_cluster, session);
        await SayAsync(session, "I will send the proposal to the customer by Friday.");
        await client.NextAsync<InsightsUpdated>(change => change.Changed.Any(item => item.Assignee == "Ana"), "an action item");

        await session.RenameSpeakerAsync(new RenameSpeaker("Ana", "Anna"));

        var renamed = await client.EventAsync<SpeakerRenamed>();
        Assert.NotEmpty(renamed.Stale.Ids);
        Assert.Equal("Anna", (await AfterCorrectionAsync(session, client)).Changed.Single(IsAction).Assignee);
    }

    [Fact]
    public async Task Correct_ByManyAtOnce_LetsOneIn()
    {
        var session = await _cluster.StartSessionAsync();
        var said = await SayAsync(session, "one");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => session.CorrectSegmentAsync(new CorrectSegment(said.Id, $"text {number}", null, 1))));

        Assert.Single(answers, answer => answer.Succeeded);
        Assert.All(answers.Where(answer => !answer.Succeeded), answer => Assert.Equal("segment.outdated", answer.Error!.Code));
        Assert.Equal("segment.not-found", (await session.CorrectSegmentAsync(new CorrectSegment("seg_none", "x", null, null))).Error?.Code);
    }

    private static bool IsAction(Insight insight) => insight.Kind == InsightKind.ActionItem;

    private static async Task<InsightsUpdated> AfterCorrectionAsync(ISessionGrain session, AudioClient client)
    {
        var corrected = (await session.GetAsync()).Value!.CorrectedSeq;
        return await client.NextAsync<InsightsUpdated>(change => change.ThroughSeq >= corrected, "a pass after the correction");
    }

    private Task<StoredInsights> StoredAsync(ISessionGrain session) =>
        _cluster.Services.GetRequiredService<IInsightReads>().GetAsync("org_a", session.GetPrimaryKeyString(), TestContext.Current.CancellationToken);

    private async Task<string> UnderstoodAsync(ISessionGrain session)
    {
        var (summary, all) = (await StoredAsync(session)).Insights;
        return string.Join('\n', all.Select(insight => $"{insight.Text} {insight.Assignee}").Append(summary?.Text));
    }

    private static async Task<TranscriptSegment> SayAsync(ISessionGrain session, string text)
    {
        var line = await session.AddLineAsync(new AddTranscriptLine(Guid.NewGuid().ToString("N"), text, "Ana", 1));
        Assert.True(line.Succeeded);
        return line.Value;
    }

    private void Configure(ISiloBuilder silo)
    {
        silo.AddIncomingGrainCallFilter(_door);
        var real = silo.Services.Last(service => service.ServiceType == typeof(IInsightAnalyser));
        silo.Services.AddSingleton<IInsightAnalyser>(provider => new SlowAnalyser((IInsightAnalyser)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!), _thinking));
    }

    /// <summary>Stands before the session for passes of its insights.</summary>
    private sealed class Door : IIncomingGrainCallFilter
    {
        private readonly TaskCompletionSource _knocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _closed;

        /// <summary>A pass has been sent away.</summary>
        public Task Knocked => _knocked.Task;

        public void Close() => _closed = true;

        public void Open() => _closed = false;

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (_closed && context.MethodName == nameof(ISessionGrain.UpdateInsightsAsync))
            {
                _knocked.TrySetResult();
                throw new TimeoutException("The session is not there.");
            }

            await context.Invoke();
        }
    }

    /// <summary>Holds analyses that have read everything, and not yet said what comes of it.</summary>
    private sealed class Thinking
    {
        private volatile TaskCompletionSource? _held;
        private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Began => _began.Task;

        public void Hold() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void GoOn() => Interlocked.Exchange(ref _held, null)?.TrySetResult();

        public async Task PassAsync()
        {
            if (_held is { } held)
            {
                _began.TrySetResult();
                await held.Task;
            }
        }
    }

    private sealed class SlowAnalyser(IInsightAnalyser real, Thinking thinking) : IInsightAnalyser
    {
        public string Source => real.Source;

        public IInsightAnalysis Begin(InsightContext context) => new Analysis(real.Begin(context), thinking);

        private sealed class Analysis(IInsightAnalysis real, Thinking thinking) : IInsightAnalysis
        {
            public void Add(TranscriptSegment segment) => real.Add(segment);

            public async ValueTask<InsightSet> AnalyseAsync(CancellationToken cancellationToken)
            {
                var understood = await real.AnalyseAsync(cancellationToken);
                await thinking.PassAsync();
                return understood;
            }
        }
    }
}
