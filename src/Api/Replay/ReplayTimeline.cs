using MeetingIntel.Api.Live;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Api.Replay;

/// <summary>All that watchers of a session saw, in the order of time: its events, and in between what was measured. Only a page of either is held.</summary>
internal sealed class ReplayTimeline
{
    private static readonly string[] Beginning = ["session.started"];

    private readonly ReplayEvents _events;
    private readonly ReplayTelemetry? _telemetry;
    private readonly TimeProvider _time;
    private readonly bool _goesOn;
    private readonly DateTimeOffset _afterAt;

    private ReplayTimeline(ReplayRequest request, ReplayEvents events, ReplayTelemetry? telemetry, TimeProvider time, bool goesOn, DateTimeOffset afterAt)
    {
        (After, _events, _telemetry, _time, _goesOn, _afterAt) = (request.After, events, telemetry, time, goesOn, afterAt);
        Restart();
    }

    /// <summary>When the session first began; when it was created, if it never did.</summary>
    public DateTimeOffset Start { get; private set; }

    /// <summary>The latest moment of which something is on record; of a session that is not over: when somebody looked last.</summary>
    public DateTimeOffset End { get; private set; }

    /// <summary>The newest event that the client has and keeps.</summary>
    public long After { get; }

    /// <summary>Looks where a session begins and ends.</summary>
    /// <param name="session">The session as it stands.</param>
    /// <param name="request">What of it is wanted.</param>
    /// <param name="journal">Its events.</param>
    /// <param name="history">What was measured.</param>
    /// <param name="time">The world's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The timeline, before its first event; or <c>feed.bad-after</c>.</returns>
    public static async Task<GrainResult<ReplayTimeline>> OpenAsync(
        SessionSnapshot session, ReplayRequest request, IJournalReads journal, ITelemetryHistory history, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.After > session.LastSeq)
        {
            return SessionFeedHub.BadAfter;
        }

        var known = request.After == 0 ? null : await journal.ReadLatestMomentAsync(session.OrgId, session.Id, request.After, cancellationToken);
        var began = await journal.ReadAsync(session.OrgId, session.Id, Beginning, 0, 1, cancellationToken);
        var latest = await journal.ReadLatestMomentAsync(session.OrgId, session.Id, session.LastSeq, cancellationToken);
        var start = began.Count == 0 ? session.CreatedAt : began[0].At;
        var timeline = new ReplayTimeline(
            request,
            new ReplayEvents(journal, session.OrgId, session.Id, request.Types),
            request.WithTelemetry ? new ReplayTelemetry(history, session.OrgId, session.Id) : null,
            time,
            session.Status != SessionStatus.Ended,
            known ?? DateTimeOffset.MinValue)
        {
            Start = start,
            End = latest > start ? latest.Value : start,
        };
        timeline.LookAgain();
        return timeline;
    }

    /// <summary>A session that is not over has gone on meanwhile.</summary>
    /// <returns>Whether it may have.</returns>
    public bool LookAgain()
    {
        if (_goesOn)
        {
            _events.LookAgain();
            Reach(_time.GetUtcNow());
        }

        return _goesOn;
    }

    /// <summary>Goes back to the first event that the client does not keep.</summary>
    public void Restart() => _events.GoTo(After, _afterAt);

    /// <summary>What happened next, event or value, which stays the next one until it is taken.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: nothing yet.</returns>
    public async ValueTask<ReplayItem?> PeekAsync(CancellationToken cancellationToken)
    {
        var next = await PeekKnownAsync(cancellationToken);
        return next is null && LookAgain() ? await PeekKnownAsync(cancellationToken) : next;
    }

    /// <summary>Takes an item.</summary>
    /// <param name="item">The next one, or the next event.</param>
    public void Take(ReplayItem item)
    {
        if (item.Seq == 0)
        {
            _telemetry!.Take();
            return;
        }

        _events.Take();
        Reach(item.At);
    }

    /// <summary>The next event, if it was then or before.</summary>
    /// <param name="at">The moment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ReplayItem?> PeekEventAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        await _events.PeekAsync(cancellationToken) is { } item && item.At <= at ? item : null;

    /// <summary>Goes to a place on the clock, and leaves the events to whoever takes them.</summary>
    /// <param name="at">The place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What each channel showed there.</returns>
    public async Task<IReadOnlyList<ReplayItem>> GoToAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        _telemetry is null ? [] : await _telemetry.GoToAsync(at, cancellationToken);

    private async ValueTask<ReplayItem?> PeekKnownAsync(CancellationToken cancellationToken)
    {
        var item = await _events.PeekAsync(cancellationToken);
        var value = _telemetry is null ? null : await _telemetry.PeekAsync(End, cancellationToken);
        return item is null || value?.At < item.At ? value : item;
    }

    private void Reach(DateTimeOffset at) => End = at > End ? at : End;
}
