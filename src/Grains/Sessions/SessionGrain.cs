using MeetingIntel.Grains.Placement;
using MeetingIntel.Insights;
using MeetingIntel.Observability;
using MeetingIntel.Providers.Files;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Corrections;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Storage.Notes;
using MeetingIntel.Storage.Recordings;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.SttTasks;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Storage.Transcripts;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Grains.Sessions;

/// <summary>
/// The only writer of a session's timeline: each command is checked, decided by <see cref="SessionRules"/>, appended, folded, and only then
/// published. Non-reentrant, so that a decision still holds when its append is made.
/// </summary>
[GrainType("session")]
[SessionPlacement]
internal sealed partial class SessionGrain(
    LocalLoad load,
    IAudioRoutes routes,
    IJournal journal,
    ISessionReads sessions,
    ITranscriptReads transcripts,
    INoteReads notes,
    IInsightReads insights,
    ICorrectionReads corrections,
    ISttTaskReads tasks,
    ITelemetryReads telemetry,
    IFileStore files,
    IRecordingReads recordings,
    ITranscriptVersionReads versions,
    TimeProvider clock,
    ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    private string _id = "";
    private SessionSnapshot? _session;
    private SessionPublisher _publisher = null!;
    private bool _countedLive;

    /// <summary>The session, for whoever the running call is made for: another organisation's looks like one that does not exist, also where the front-end forgot to look.</summary>
    private SessionSnapshot? Visible => CallContext.OrgId is { } orgId && _session?.OrgId != orgId ? null : _session;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetPrimaryKeyString();
        _publisher = new SessionPublisher(this, _id, routes, logger);
        _session = await sessions.LoadAsync(_id, cancellationToken);
        CountLive(_session is { Status: SessionStatus.Active });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        CountLive(false);
        _publisher.TellMoved();
        return Task.CompletedTask;
    }

    public async Task<GrainResult<SessionSnapshot>> CreateAsync(CreateSession command)
    {
        if (_session is not null)
        {
            return _session.OrgId == command.OrgId && _session.OwnerId == command.OwnerId && _session.Details == command.Details
                ? _session
                : SessionErrors.Exists(_id);
        }

        if (command.Details.Record && !files.KeepsFiles)
        {
            return RecordingErrors.NoStore;
        }

        if (SessionRules.IsRecording(command) && !await ExpectRecordingAsync())
        {
            return SessionErrors.StorageAway;
        }

        return await AppendAsync(command.OrgId, SessionRules.Create(command), []) is { } error ? error : _session!;
    }

    public Task<GrainResult<SessionSnapshot>> GetAsync() => Task.FromResult(Existing());

    public async Task<GrainResult<SessionSnapshot>> ReadAgainAsync()
    {
        var known = _session?.LastSeq;
        _session = await sessions.LoadAsync(_id, CancellationToken.None);
        CountLive(_session is { Status: SessionStatus.Active });
        if (_session?.LastSeq != known)
        {
            _publisher.ForgetLastSegment();
        }

        if (known is not null && _session is null)
        {
            // Erased: whoever watches hears that this activation has gone, and finds no session behind it.
            DeactivateOnIdle();
        }

        return Existing();
    }

    public Task<GrainResult<SessionSnapshot>> UpdateAsync(UpdateSession command) =>
        command.Record is true && !files.KeepsFiles ? Task.FromResult<GrainResult<SessionSnapshot>>(RecordingErrors.NoStore) : DecideAsync(current => SessionRules.Update(current, command));

    public Task<GrainResult<SessionSnapshot>> StartAsync() =>
        DecideAsync(current => new Decision(SessionRules.Start(current), [], null));

    public Task<GrainResult<SessionSnapshot>> EndAsync() =>
        DecideAsync(current => new Decision(SessionRules.End(current), [], null));

    public async Task<GrainResult<SessionSnapshot>> FinishAsync()
    {
        if (_session is { Status: SessionStatus.Ended })
        {
            await _publisher.FinishAudioAsync(_session);
        }

        return Existing();
    }

    public async Task<GrainResult<LiveChannel>> OpenChannelAsync(OpenChannel command)
    {
        var opened = ChannelOf(await DecideAsync(current => SessionRules.OpenChannel(current, command)), command.Channel);
        return opened.Succeeded ? opened.Value with { Stream = _publisher.AudioStreamOf(command.Channel) } : opened;
    }

    public async Task<GrainResult<LiveChannel>> CommitOutcomeAsync(CommitOutcome command) =>
        ChannelOf(await DecideAsync(current => SessionRules.CommitOutcome(current, command)), command.Channel);

    public Task<GrainResult<SessionSnapshot>> ReportDelayAsync(ReportDelay command) =>
        DecideAsync(current => SessionRules.ReportDelay(current, command));

    public async Task<GrainResult<TranscriptSegment>> AddLineAsync(AddTranscriptLine command)
    {
        if (Visible is not { } session)
        {
            return SessionErrors.NotFound(_id);
        }

        if (string.IsNullOrWhiteSpace(command.Text))
        {
            return SessionErrors.EmptyLine;
        }

        var segmentId = "seg_" + command.OperationId;
        if (await transcripts.FindSegmentAsync(session.OrgId, _id, segmentId, CancellationToken.None) is { } known)
        {
            return known.Segment;
        }

        var at = (clock.GetUtcNow() - (session.StartedAt ?? session.CreatedAt)).TotalSeconds;
        var segment = new TranscriptSegment(
            segmentId, SessionRules.ExternalChannel, command.Speaker, at, at, command.Text.Trim(), [], command.Confidence, TranscriptSegment.OfClient, null);
        return await AppendAsync(session.OrgId, [new TranscriptSegmentAdded(segment)], []) is { } error ? error : segment;
    }

    public Task<GrainResult<SessionSnapshot>> UpdateInsightsAsync(UpdateInsights command) =>
        DecideAsync(session => SessionRules.Update(session, command));

    public Task<GrainResult<SessionSnapshot>> AddInsightAsync(AddInsight command) =>
        DecideAsync(_ => new SessionEventData[] { new InsightReceived(command.Kind, command.Body) });

    public Task SignalAsync(LiveSignal signal)
    {
        if (Visible is { } session)
        {
            _publisher.Signal(signal is PartialTranscript partial && SessionRules.Channel(session, partial.Channel) is { } channel
                ? partial with { Speaker = SessionRules.SpeakerOf(channel, partial.Speaker) }
                : signal);
        }

        return Task.CompletedTask;
    }

    public Task<GrainResult<SessionSnapshot>> SubscribeAsync(ISessionObserver observer)
    {
        if (Visible is not null)
        {
            _publisher.Subscribe(observer);
        }

        return Task.FromResult(Existing());
    }

    public Task UnsubscribeAsync(ISessionObserver observer)
    {
        _publisher.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    private GrainResult<SessionSnapshot> Existing() => Visible is { } session ? session : SessionErrors.NotFound(_id);

    private GrainResult<LiveChannel> ChannelOf(GrainResult<SessionSnapshot> result, string channel) => result.Succeeded
        ? new LiveChannel(SessionRules.Channel(result.Value, channel)!, result.Value.Status == SessionStatus.Ended, KeptFor: result.Value.Details.Record && files.KeepsFiles ? result.Value.OrgId : null)
        : result.Error;

    private async Task<GrainResult<SessionSnapshot>> DecideAsync(Func<SessionSnapshot, Decision> decide)
    {
        if (Visible is not { } session)
        {
            return SessionErrors.NotFound(_id);
        }

        var decision = decide(session);
        if (decision.Error is { } refused)
        {
            return refused;
        }

        if (decision.Events.Count == 0 && decision.Advances.Count == 0)
        {
            return session;
        }

        if (decision.Events.Any(data => data is SessionEnded) && !await ExpectEndAsync())
        {
            return SessionErrors.StorageAway;
        }

        return await AppendAsync(session.OrgId, decision.Events, decision.Advances) is { } failed ? failed : _session!;
    }

    /// <summary>Before the end, or a correction, is on record, somebody must be bound to sum the meeting up (again), also when this process dies right after.</summary>
    private async Task<bool> ExpectEndAsync()
    {
        try
        {
            await GrainFactory.GetGrain<IInsightGrain>(_id).ExpectEndAsync();
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogEndNotExpected(_id, failure.Message, failure is JournalUnavailableException ? null : failure);
            return false;
        }
    }

    private void CountLive(bool live)
    {
        if (live != _countedLive)
        {
            _countedLive = live;
            SessionMetrics.Live.Add(live ? 1 : -1);
            if (live)
            {
                load.NoteSession();
            }
            else
            {
                load.ForgetSession();
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Session {SessionId} can't end, or be corrected, yet: its insights could not be scheduled: {Reason} Check PostgreSQL; the caller is asked to try again.")]
    private partial void LogEndNotExpected(string sessionId, string reason, Exception? failure);
}
