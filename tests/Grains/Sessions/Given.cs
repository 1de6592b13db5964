using MeetingIntel.Grains.Sessions;
using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Tests.Sessions;

/// <summary>Sessions and messages for tests.</summary>
internal static class Given
{
    public const string SessionId = "sess_test";
    public const string Mic = "mic";

    public static readonly CreateSession Create = new("org_a", "user_a", new SessionDetails("Weekly"), Start: true);

    public static SessionSnapshot Session(params SessionEventData[] events) => Fold(null, [.. SessionRules.Create(Create), .. events]);

    public static SessionSnapshot Fold(SessionSnapshot? session, IEnumerable<SessionEventData> events)
    {
        foreach (var data in events)
        {
            session = SessionFold.Apply(SessionId, session, new SessionEvent((session?.LastSeq ?? 0) + 1, DateTimeOffset.UnixEpoch, data));
        }

        return session!;
    }

    /// <summary>The session after a decision, as the grain would have it.</summary>
    public static SessionSnapshot After(SessionSnapshot session, Decision decision)
    {
        Assert.Null(decision.Error);
        session = Fold(session, decision.Events);
        return decision.Advances.Aggregate(session, (current, step) => SessionFold.Advance(current, step.Channel, step.ToOffset, step.ToTime));
    }

    public static SessionSnapshot WithMic(long acked = 0)
    {
        var open = Session(new ChannelOpened(Mic, "Ana", 16_000));
        return acked == 0 ? open : SessionFold.Advance(open, Mic, acked, acked / 32_000.0);
    }

    public static TranscriptSegment Segment(string text = "hello there") =>
        new("seg_" + text.Replace(' ', '_'), Mic, "Ana", 0, 1, text, [], 0.9, "scripted", null);

    public static CommitOutcome Outcome(long from, long to, bool close = false, params TranscriptSegment[] segments) =>
        new(Mic, from, to, to / 32_000.0, segments, [], close);
}
