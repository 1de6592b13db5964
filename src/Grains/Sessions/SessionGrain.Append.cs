using System.Diagnostics;
using MeetingIntel.Observability;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Grains.Sessions;

/// <summary>How a decision gets on record.</summary>
internal sealed partial class SessionGrain
{
    /// <summary>Append, fold, publish: in this order, and nothing of it before the commit. A failure makes this activation read its state back.</summary>
    private async Task<GrainError?> AppendAsync(string orgId, IReadOnlyList<SessionEventData> data, IReadOnlyList<ChannelAdvance> advances)
    {
        var at = Now();
        var seq = _session?.LastSeq ?? 0;
        var events = data.Select((item, index) => new SessionEvent(seq + 1 + index, at, item)).ToList();
        var span = MeetingTrace.Continue(MeetingTrace.Append, CallContext.Trace);
        // For whom it is written, not whose the session is: where these differ, the database refuses.
        var append = new JournalAppend(_id, CallContext.OrgId ?? orgId, events, advances, CallContext.Actor, CallContext.RequestId);
        var refused = await TryAppendAsync(append, seq, span);
        span?.SetTag(MeetingTrace.SessionTag, _id);
        span.End(refused?.Code);
        if (refused is not null)
        {
            DeactivateOnIdle();
            return refused;
        }

        var before = _session;
        foreach (var entry in events)
        {
            _session = SessionFold.Apply(_id, _session, entry);
        }

        foreach (var advance in advances)
        {
            _session = SessionFold.Advance(_session!, advance.Channel, advance.ToOffset, advance.ToTime);
        }

        CountLive(_session is { Status: SessionStatus.Active });
        await _publisher.PublishAsync(before, _session!, events, span?.Id);
        return null;
    }

    /// <returns>Why it is not, or may not be, on record.</returns>
    private async Task<GrainError?> TryAppendAsync(JournalAppend append, long seq, Activity? span)
    {
        Activity.Current = span;
        try
        {
            if (await journal.AppendAsync(append, CancellationToken.None) == JournalOutcome.Committed)
            {
                return null;
            }

            LogFenced(_id, seq);
            return SessionErrors.Moved;
        }
        catch (JournalUnavailableException failure)
        {
            LogStorageAway(_id, seq, failure);
            return SessionErrors.StorageAway;
        }
    }

    /// <summary>The moment as the database keeps it, so that an event read back is the event that was shown live.</summary>
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    [LoggerMessage(LogLevel.Warning, "Session {SessionId} was written by another activation after event {Seq}; this one steps down and the next call reads the journal.")]
    private partial void LogFenced(string sessionId, long seq);

    [LoggerMessage(LogLevel.Error, "Session {SessionId} could not append after event {Seq}: the database is away or its answer is unknown. Check PostgreSQL; the session reads its state back at the next call.")]
    private partial void LogStorageAway(string sessionId, long seq, Exception failure);
}
