using MeetingIntel.Grains.Tests.Transcription;
using MeetingIntel.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Reminders;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeetingIntel.Grains.Tests.Insights;

public sealed class InsightGrainTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly MeetingCluster _cluster = new(postgres);

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Line_WithACommitment_BecomesAnActionItemWhileTheMeetingRuns()
    {
        var session = await _cluster.StartSessionAsync();
        var client = await AudioClient.ConnectAsync(_cluster, session);

        var said = await SayAsync(session, "I will send the proposal to the customer by Friday.");

        var update = await client.NextAsync<InsightsUpdated>(change => change.Changed.Any(item => item.Kind == InsightKind.ActionItem), "an action item");
        var item = update.Changed.First(insight => insight.Kind == InsightKind.ActionItem);
        Assert.Equal("Ana", item.Assignee);
        Assert.Equal([said.Id], item.SegmentIds);
        Assert.False(update.Final);
    }

    [Fact]
    public async Task End_Always_MakesAFinalPass()
    {
        var session = await _cluster.StartSessionAsync();
        var client = await AudioClient.ConnectAsync(_cluster, session);
        await SayAsync(session, "We decided to go with the second offer.");

        await client.EndSessionAsync();

        await client.NextAsync<InsightsUpdated>(change => change.Final, "the final pass");
        Assert.NotEmpty((await _cluster.Grains.GetGrain<IInsightGrain>(session.GetPrimaryKeyString()).GetAsync()).Insights);
    }

    /// <summary>The session has the final pass, but its answer is lost: what comes after it must not be a second end.</summary>
    [Fact]
    public async Task FinalPass_WhoseAnswerIsLost_IsOnRecordOnce()
    {
        var filter = new LostAnswer();
        await using var cluster = new MeetingCluster(postgres) { Configure = silo => silo.AddIncomingGrainCallFilter(filter) };
        await cluster.InitializeAsync();
        var session = await cluster.StartSessionAsync();
        await SayAsync(session, "We decided to go with the second offer.");
        await session.EndAsync();

        var insights = cluster.Grains.GetGrain<IInsightGrain>(session.GetPrimaryKeyString());
        var reminders = new PostgresReminderTable(cluster.Services.GetRequiredService<NpgsqlDataSource>());
        await filter.Lost.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await reminders.ReadRows(insights.GetGrainId())).Reminders.Count > 0)
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        Assert.Single(await cluster.JournalAsync(session), entry => entry.Data is InsightsUpdated { Final: true });
    }

    [Fact]
    public async Task Restart_BeforeTheFinalPass_MakesUpForIt()
    {
        var session = await _cluster.StartSessionAsync();
        await SayAsync(session, "I will send the proposal to the customer by Friday.");
        await session.EndAsync();
        await _cluster.RestartAsync();

        session = _cluster.Session(session.GetPrimaryKeyString());
        var client = await AudioClient.ConnectAsync(_cluster, session);
        await _cluster.Grains.GetGrain<IInsightGrain>(session.GetPrimaryKeyString()).GetAsync();

        if (!(await _cluster.JournalAsync(session)).Any(entry => entry.Data is InsightsUpdated { Final: true }))
        {
            await client.NextAsync<InsightsUpdated>(change => change.Final, "the final pass after the restart");
        }

        var journal = await _cluster.JournalAsync(session);
        Assert.Contains(journal, entry => entry.Data is InsightsUpdated update && update.Changed.Any(item => item.Kind == InsightKind.ActionItem));
    }

    [Fact]
    public async Task Reminder_WhileNothingIsDue_IsForgottenUntilTheEndIsNear()
    {
        var session = await _cluster.StartSessionAsync();
        var client = await AudioClient.ConnectAsync(_cluster, session);
        await SayAsync(session, "I will send the proposal to the customer by Friday.");
        await client.EventAsync<InsightsUpdated>();
        var insights = _cluster.Grains.GetGrain<IInsightGrain>(session.GetPrimaryKeyString());
        var reminders = new PostgresReminderTable(_cluster.Services.GetRequiredService<NpgsqlDataSource>());

        await insights.AsReference<IRemindable>().ReceiveReminder("insights-unfinished", default);
        Assert.Empty((await reminders.ReadRows(insights.GetGrainId())).Reminders);

        await insights.ExpectEndAsync();
        Assert.Single((await reminders.ReadRows(insights.GetGrainId())).Reminders);
    }

    /// <summary>On a silo that hung an activation may live that is long behind another one.</summary>
    [Fact]
    public async Task Pass_OfAnActivationThatIsBehindAnother_IsWorkedOutAnew()
    {
        var session = await _cluster.StartSessionAsync();
        var client = await AudioClient.ConnectAsync(_cluster, session);
        await SayAsync(session, "I will send the proposal to the customer by Friday.");
        var first = await client.EventAsync<InsightsUpdated>();
        var through = (await session.GetAsync()).Value!.LastSeq;

        // Another one has read on, and understood that there is nothing to do.
        var nothing = new InsightsUpdated(through, Final: false, null, [], [.. first.Changed.Select(insight => insight.Id)], 0);
        var mark = (await session.GetAsync()).Value!.Insights;
        Assert.True((await session.UpdateInsightsAsync(new UpdateInsights(nothing, mark))).Succeeded);
        Assert.Equal("insights.outdated", (await session.UpdateInsightsAsync(new UpdateInsights(nothing, mark))).Error?.Code);
        await SayAsync(session, "Ben will call the customer tomorrow.");

        var next = await client.NextAsync<InsightsUpdated>(change => change.ThroughSeq > through, "the next pass");
        Assert.Equal(next.Total, next.Changed.Count);
        Assert.Superset(first.Changed.Select(insight => insight.Id).ToHashSet(), next.Changed.Select(insight => insight.Id).ToHashSet());
    }

    /// <summary>Loses the session's first answer to a final pass.</summary>
    private sealed class LostAnswer : IIncomingGrainCallFilter
    {
        public TaskCompletionSource Lost { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await context.Invoke();
            if (context.MethodName == nameof(ISessionGrain.UpdateInsightsAsync) && context.Request.GetArgument(0) is UpdateInsights { Update.Final: true } && Lost.TrySetResult())
            {
                throw new TimeoutException("No answer.");
            }
        }
    }

    private static async Task<TranscriptSegment> SayAsync(ISessionGrain session, string text)
    {
        var line = await session.AddLineAsync(new AddTranscriptLine(Guid.NewGuid().ToString("N"), text, "Ana", 1));
        Assert.True(line.Succeeded);
        return line.Value;
    }
}
