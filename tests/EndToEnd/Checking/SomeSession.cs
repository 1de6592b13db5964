using MeetingIntel.Bench.Chaos.Checking;
using MeetingIntel.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Session = MeetingIntel.Bench.Chaos.Checking.Timeline;

namespace MeetingIntel.EndToEnd.Tests.Checking;

/// <summary>Sessions as they would stand in the database after a run.</summary>
internal static class SomeSession
{
    public const string Id = "sess_1";

    private static readonly DateTimeOffset Begin = new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);

    /// <summary>A session whose tables say what its journal says.</summary>
    public static Session Of(params SessionEventData[] journal)
    {
        SessionEvent[] events = [.. journal.Select((data, index) => new SessionEvent(index + 1, Begin.AddSeconds(index), data))];
        var fold = Fold.Of(events);
        return new Session(Id, events, fold.Segments, fold.Channels, [.. fold.Insights], fold.Row);
    }

    /// <summary>A meeting with one of everything that is checked, and its end.</summary>
    public static Session Meeting() => Of(
        Created(),
        new SessionStarted(),
        new ChannelOpened("mic", "Ana", 16_000),
        Said("w1", "mic", 0, 300),
        Understood(4, final: false, new MeetingSummary("Something was said.", ["seg_w1"], "local"), [Action("ins_1"), Action("ins_2")], [], 2),
        Said("w2", "mic", 400, 700),
        new SessionUpdated(new SessionDetails("v1")),
        Understood(6, final: false, null, [Action("ins_1") with { Text = "Buy more." }], ["ins_2"], 1),
        new ChannelClosed("mic", 1),
        new SessionEnded(),
        Understood(6, final: true, null, [], [], 1));

    public static SessionCreated Created() => new("org", "user", new SessionDetails("v0"));

    /// <summary>A word on its own.</summary>
    public static TranscriptSegmentAdded Said(string word, string channel, int start, int end) => new(new TranscriptSegment(
        "seg_" + word, channel, "Ana", start / 1000.0, end / 1000.0, word, [new TranscriptWord(word, start / 1000.0, end / 1000.0, 1)], 1, "scripted", null));

    public static InsightsUpdated Understood(long through, bool final, MeetingSummary? summary, IReadOnlyList<Insight> changed, IReadOnlyList<string> removed, int total) =>
        new(through, final, summary, changed, removed, total);

    public static Insight Action(string id) => new(id, InsightKind.ActionItem, "Buy.", "Ana", "tomorrow", new DateOnly(2026, 2, 1), InsightStatus.Open, null, ["seg_w1"], "local");
}
