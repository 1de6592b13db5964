using MeetingIntel.Grains.Sessions;
using MeetingIntel.Insights;
using MeetingIntel.Providers.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Serialization.Invocation;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace MeetingIntel.Grains.Insights;

/// <summary>
/// The running understanding of one session: takes in what is said, makes at most one pass a second over it, and puts what changed on the
/// timeline. A reminder brings it back after a crash until its final pass is on record.
/// </summary>
[GrainType("insight")]
[ImplicitStreamSubscription(StreamNames.Transcript)]
[MayInterleave(nameof(MayInterleave))]
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

    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private string _id = "";
    private string _orgId = "";
    private IInsightAnalysis? _analysis;
    private StoredInsights _recorded = StoredInsights.None;
    private long _readThrough;
    private long _considered;
    private long _correctedSeq;
    private bool _ended;
    private bool _due;
    private int _endsExpected;
    private bool _reminded;
    private readonly PassTrace _trace = new();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetPrimaryKeyString();
        if (await sessions.LoadAsync(_id, cancellationToken) is not { } session)
        {
            return;
        }

        _orgId = session.OrgId;
        Begin(session);
        await RefreshAsync(session, cancellationToken);
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<TranscriptItem>().ResumeAsync(this);

    public static bool MayInterleave(IInvokable request) => StreamHandshake.Is(request);

    public Task<InsightSet> GetAsync() => Task.FromResult(_recorded.Insights);

    public async Task ExpectEndAsync()
    {
        _endsExpected++;
        await this.RegisterOrUpdateReminder(UnfinishedReminder, ReminderPeriod, ReminderPeriod);
        _reminded = true;
    }

    public async Task OnNextAsync(TranscriptItem item, StreamSequenceToken? token = null)
    {
        if (_analysis is null)
        {
            return;
        }

        _ended = item.Ended;
        _trace.Note(item.Trace);
        if (item.Corrects ? item.Seq > _correctedSeq : item.Segment is null && item.After > _readThrough)
        {
            await CatchUpAsync(CancellationToken.None);
        }
        else if (item.Segment is { } segment && item.Seq > _readThrough)
        {
            if (item.After == _readThrough)
            {
                _analysis.Add(segment);
                _readThrough = item.Seq;
            }
            else
            {
                await CatchUpAsync(CancellationToken.None);
            }
        }

        // What made this activation may have read the item from the store, and passed over it, before it came.
        if (_readThrough > _considered || _ended)
        {
            _due = true;
            Schedule();
            await RemindAsync();
        }
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public async Task OnErrorAsync(Exception ex)
    {
        LogStreamFailed(_id, ex);
        if (_analysis is not null)
        {
            await CatchUpAsync(CancellationToken.None);
            _due = true;
            Schedule();
        }
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _reminded = true;
        var endsExpected = _endsExpected;
        if (_analysis is null || await GrainFactory.GetGrain<ISessionGrain>(_id).FinishAsync() is not { Succeeded: true, Value: { } session })
        {
            await ForgetReminderAsync(endsExpected);
            return;
        }

        // What the stream lost is in the store. A session that pauses needs no reminder: what comes next, or its end, sets it again.
        await RefreshAsync(session, CancellationToken.None);
        if (!_due && (_ended || session.Status != SessionStatus.Ended))
        {
            await ForgetReminderAsync(endsExpected);
        }
    }

    /// <summary>Reads where the session stands and what was said since, and schedules the pass that is due then.</summary>
    private async Task RefreshAsync(SessionSnapshot session, CancellationToken cancellationToken)
    {
        _ended = SessionRules.IsComplete(session);
        try
        {
            await RecallAsync(cancellationToken);
        }
        catch (SessionGoneException)
        {
            // There is nothing to be understood any more; the reminder, if there is one, finds that out as well.
            (_analysis, _due) = (null, false);
            return;
        }

        await CatchUpAsync(session, cancellationToken);
        if (_readThrough > Math.Max(_considered, _recorded.ThroughSeq) || (_ended && !_recorded.Final))
        {
            _due = true;
            Schedule();
        }
    }

    private async Task RecallAsync(CancellationToken cancellationToken) =>
        _recorded = await insights.GetAsync(_orgId, _id, cancellationToken) ?? throw new SessionGoneException();

    private void Begin(SessionSnapshot session)
    {
        _analysis = analyser.Begin(new InsightContext(session.Details.Name, session.StartedAt ?? session.CreatedAt));
        _readThrough = 0;
        _considered = 0;
        _correctedSeq = session.CorrectedSeq;
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        if (await sessions.LoadAsync(_id, cancellationToken) is { } session)
        {
            await CatchUpAsync(session, cancellationToken);
        }
    }

    /// <summary>Reads what was said since; all of it again when something of it was corrected. What is corrected while it is read shows at the next item, and refuses the pass.</summary>
    private async Task CatchUpAsync(SessionSnapshot session, CancellationToken cancellationToken)
    {
        if (_analysis is null || session.CorrectedSeq > _correctedSeq)
        {
            Begin(session);
        }

        for (; ; )
        {
            var page = await transcripts.ListAsync(_orgId, _id, _readThrough, PageSize, cancellationToken);
            foreach (var stored in page)
            {
                _analysis!.Add(stored.Segment);
                _readThrough = stored.Seq;
            }

            if (page.Count < PageSize)
            {
                _readThrough = Math.Max(_readThrough, _correctedSeq);
                return;
            }
        }
    }

    private async Task RemindAsync()
    {
        if (!_reminded)
        {
            await this.RegisterOrUpdateReminder(UnfinishedReminder, ReminderPeriod, ReminderPeriod);
            _reminded = true;
        }
    }

    /// <summary>Forgets the reminder, unless the session's end came into sight since it was known that none is needed.</summary>
    private async Task ForgetReminderAsync(int endsExpected)
    {
        if (endsExpected != _endsExpected)
        {
            return;
        }

        if (_reminded)
        {
            await this.ForgetReminderAsync(UnfinishedReminder);
        }

        _reminded = false;
    }

    /// <summary>The session has been erased meanwhile.</summary>
    private sealed class SessionGoneException : Exception;

    [LoggerMessage(LogLevel.Warning, "Insights of session {SessionId}: the transcript stream failed; reading the store.")]
    private partial void LogStreamFailed(string sessionId, Exception failure);
}
