using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Storage.Tests;

/// <summary>Events and appends to write.</summary>
internal static class Some
{
    public const string Org = "org_ana";

    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static SessionCreated Created(string name = "Weekly", string org = Org) => new(org, "user_ana", new SessionDetails(name));

    public static TranscriptSegmentAdded Said(string text, string channel = "mic", string? id = null) =>
        new(new TranscriptSegment(id ?? Ids.NewSegment(), channel, "Ana", 0.5, 1.25, text, [new("word", 0.5, 0.75, 0.9)], 0.8, "pocketsphinx", "en-us"));

    public static Insight Insight(string id, string text, InsightStatus status = InsightStatus.Open) =>
        new(id, InsightKind.ActionItem, text, "Ben", "Friday", new DateOnly(2026, 5, 8), status, null, ["seg_1", "seg_2"], "local");

    /// <summary>A note of that many minutes past noon.</summary>
    public static Note Note(string id, int minute) =>
        new(id, Noon.AddMinutes(minute), "Ana", "Pressure drops", NoteType.Observation, ["valve"], """{"p1": 2.50}""", Noon, Noon, Version: 1);

    /// <summary>Events numbered from <paramref name="firstSeq"/> on, a second apart.</summary>
    public static JournalAppend Append(string session, long firstSeq, params SessionEventData[] data) =>
        new(session, Org, [.. data.Select((item, i) => new SessionEvent(firstSeq + i, Noon.AddSeconds(firstSeq + i), item))], []);

    public static JournalAppend Advancing(this JournalAppend append, string channel, long from, long to) =>
        append with { Advances = [.. append.Advances, new ChannelAdvance(channel, from, to, to / 32000.0)] };

    public static Task<JournalOutcome> AppendAsync(this IJournal journal, JournalAppend append) => journal.AppendAsync(append, CancellationToken.None);
}
