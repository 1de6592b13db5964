using MeetingIntel.Corrections;
using MeetingIntel.Grains.Imports;
using MeetingIntel.Imports;
using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Tests.Imports;

/// <summary>How much renames change is counted, not believed.</summary>
public sealed class ImportRulesTests
{
    private readonly ImportState _state = new();

    [Fact]
    public void Take_OfRenames_KnowsHowManySegmentsEachChanges()
    {
        Begin();
        Said(3, "Ana");
        Said(2, "Ben");
        Said(1, null);

        Assert.Null(Rename("Ana", "Anna", 3));
        Said(1, "Ana");
        Assert.Null(Rename("Anna", "Ben", 3));
        Assert.Null(Rename("Ana", "Ben", 1));
        Assert.Null(Correct(0, "Cem"));
        Assert.Null(Correct(5, "Ben"));
        Assert.Null(Rename("Ben", "Dan", 6));
        Assert.Null(Rename("Cem", "Ben", 1));
        Assert.Null(Correct(0, "Dan", version: 9));
        Assert.Null(Rename("Ben", "Cem", 0));
        Assert.Equal("import.bad-event", Rename("Dan", "Ana", 6)?.Code);
    }

    [Fact]
    public void Take_OfRenamesThatChangeTooMuch_SaysSo()
    {
        Begin();
        Said(25_000, "A");
        for (var rename = 0; rename < 4; rename++)
        {
            Assert.Null(Rename(rename % 2 == 0 ? "A" : "B", rename % 2 == 0 ? "B" : "A", 25_000));
        }

        Assert.Null(Rename("C", "D", 0));
        var refused = Rename("A", "B", 25_000);

        Assert.Equal("import.too-many-renamed", refused?.Code);
        Assert.StartsWith("events[25006]: ", refused?.Message, StringComparison.Ordinal);
    }

    private void Begin() => Assert.Null(Take(new SessionCreated("o", "u", new SessionDetails("Weekly"))));

    private void Said(int times, string? speaker)
    {
        for (var time = 0; time < times; time++)
        {
            Assert.Null(Take(new TranscriptSegmentAdded(Segment($"{_state.Session?.SegmentCount ?? 0}", speaker))));
        }
    }

    private GrainError? Rename(string from, string to, int segments) => Take(new SpeakerRenamed(from, to, segments, null, StaleInsights.None));

    /// <summary>The session is its first event, and a segment the event after its number of others: nothing else comes before the first rename.</summary>
    private GrainError? Correct(int segment, string speaker, int version = 2) =>
        Take(new TranscriptCorrected(Segment($"{segment:D}", speaker), segment + 2, version, 0, null, StaleInsights.None));

    private GrainError? Take(SessionEventData data) => ImportRules.Take(
        "sess_1", _state, new ImportBatch("o", "u", []), new ImportedEvent(new SessionEvent((_state.Session?.LastSeq ?? 0) + 1, DateTimeOffset.UnixEpoch, data), null), out _);

    private static TranscriptSegment Segment(string id, string? speaker) => new(id, "mic", speaker, 0, 1, "one", [], null, "scripted", null);
}
