using MeetingIntel.Insights;
using MeetingIntel.Providers.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace MeetingIntel.Grains.Insights;

/// <summary>
/// The running understanding of one session: takes in what is said, makes at most one pass a second over it, and puts what changed on the
/// timeline. A reminder brings it back after a crash until its final pass is on record.
/// </summary>
[ImplicitStreamSubscription(StreamNames.Transcript)]
internal sealed partial class InsightGrain(
    IInsightAnalyser analyser,
    ISessionReads sessions,
    ITranscriptReads transcripts,
    IInsightReads insights,
    ILogger<InsightGrain> logger)
    : Grain, IInsightGrain, IRemindable, IStreamSubscriptionObserver, IAsyncObserver<TranscriptItem>
{
    private const string UnfinishedReminder = "insights-unfinished";
    private const int PageSize = 500;

    private static readonly TimeSpan PassPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private string id = "";
    private IInsightAnalysis? analysis;
    private InsightSet recorded = new(null, []);
    private IGrainTimer? timer;
    private long readThrough;
    private bool ended;
    private bool due;
    private bool reminded;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        id = this.GetPrimaryKeyString();
        if (await sessions.LoadAsync(id, cancellationToken) is not { } session)
        {
            return;
        }

        analysis = analyser.Begin(new InsightContext(session.Details.Name, session.StartedAt ?? session.CreatedAt));
        await RecallAsync(cancellationToken);
        ended = session.Status == SessionStatus.Ended;
        await CatchUpAsync(cancellationToken);
        var state = await insights.GetAsync(id, cancellationToken);
        due = readThrough > state.ThroughSeq || (ended && !state.Final);
        if (due)
        {
            Schedule();
        }
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<TranscriptItem>().ResumeAsync(this);

    public Task<InsightSet> GetAsync() => Task.FromResult(recorded);

    public async Task OnNextAsync(TranscriptItem item, StreamSequenceToken? token = null)
    {
        if (analysis is null)
        {
            return;
        }

        ended = item.Ended;
        if (item.Segment is { } segment && item.Seq > readThrough)
        {
            if (item.After == readThrough)
            {
                analysis.Add(segment);
                readThrough = item.Seq;
            }
            else
            {
                await CatchUpAsync(CancellationToken.None);
            }
        }
        else if (item.After > readThrough)
        {
            await CatchUpAsync(CancellationToken.None);
        }

        due = true;
        Schedule();
        await RemindAsync();
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex)
    {
        LogStreamFailed(id, ex);
        return CatchUpAsync(CancellationToken.None);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // The activation has read what was missed, and a pass is scheduled if one is due.
        reminded = true;
        if (analysis is null || (ended && !due))
        {
            await ForgetReminderAsync();
        }
    }

    private void Schedule() => timer ??= this.RegisterGrainTimer(
        static (grain, cancellation) => grain.PassAsync(cancellation),
        this,
        new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = PassPeriod, KeepAlive = true });

    /// <summary>One pass. Analysing is CPU work and leaves the grain's turn; nothing else happens in the grain meanwhile.</summary>
    private async Task PassAsync(CancellationToken cancellationToken)
    {
        if (!due)
        {
            timer?.Dispose();
            timer = null;
            return;
        }

        var through = readThrough;
        var final = ended;
        var now = await Task.Run(() => analysis!.AnalyseAsync(cancellationToken).AsTask(), cancellationToken);
        if (InsightDelta.Between(recorded, now, through, final) is { } change)
        {
            var result = await GrainFactory.GetGrain<ISessionGrain>(id).UpdateInsightsAsync(new UpdateInsights(change));
            if (!result.Succeeded)
            {
                // The next tick tries again, against what is then on record.
                LogPassNotRecorded(id, through, result.Error.Code);
                await RecallAsync(cancellationToken);
                return;
            }
        }

        recorded = now;
        due = false;
        if (final)
        {
            await ForgetReminderAsync();
        }
    }

    private async Task RecallAsync(CancellationToken cancellationToken)
    {
        var state = await insights.GetAsync(id, cancellationToken);
        recorded = state.Insights;
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        if (analysis is null)
        {
            return;
        }

        for (; ; )
        {
            var page = await transcripts.ListAsync(id, readThrough, PageSize, cancellationToken);
            foreach (var stored in page)
            {
                analysis.Add(stored.Segment);
                readThrough = stored.Seq;
            }

            if (page.Count < PageSize)
            {
                return;
            }
        }
    }

    private async Task RemindAsync()
    {
        if (!reminded)
        {
            await this.RegisterOrUpdateReminder(UnfinishedReminder, ReminderPeriod, ReminderPeriod);
            reminded = true;
        }
    }

    private async Task ForgetReminderAsync()
    {
        if (reminded && await this.GetReminder(UnfinishedReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        reminded = false;
    }

    [LoggerMessage(LogLevel.Warning, "Insights of session {SessionId}: the pass up to event {Seq} is not on record ({Code}); the next one tries again.")]
    private partial void LogPassNotRecorded(string sessionId, long seq, string code);

    [LoggerMessage(LogLevel.Warning, "Insights of session {SessionId}: the transcript stream failed; reading the store.")]
    private partial void LogStreamFailed(string sessionId, Exception failure);
}
