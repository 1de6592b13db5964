using MeetingIntel.Corrections;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Transcription;

namespace MeetingIntel.Storage.Tests.Transcription;

public sealed class TranscriptReadsTests(PostgresServer server)
{
    [Fact]
    public async Task ListAsync_AfterASequenceNumber_PagesThroughSegmentsOnly()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append(
            "sess_1", 1, Some.Created(), Some.Said("one"), new TranscriptGap("mic", 1, 2, "provider-failed"), Some.Said("two"), Some.Said("three")));
        await storage.Journal.AppendAsync(Some.Append("sess_2", 1, Some.Created(), Some.Said("elsewhere")));

        var first = await storage.Transcripts.ListAsync(Some.Org, "sess_1", 0, 2, CancellationToken.None);
        var second = await storage.Transcripts.ListAsync(Some.Org, "sess_1", first[^1].Seq, 2, CancellationToken.None);

        Assert.Equal([(2L, "one"), (4L, "two")], first.Select(row => (row.Seq, row.Segment.Text)));
        Assert.Equal([(5L, "three")], second.Select(row => (row.Seq, row.Segment.Text)));
    }

    /// <summary>An export is of one moment, whatever is corrected while it is written.</summary>
    [Fact]
    public async Task ListAsOfAsync_AfterLaterCorrections_IsWhatStoodThen()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var (one, two) = (Some.Said("one", id: "seg_1"), Some.Said("two", id: "seg_2"));
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created(), one, two));
        await storage.Journal.AppendAsync(Some.Append(
            "sess_1",
            4,
            new TranscriptCorrected(one.Segment with { Text = "first", Words = [] }, 2, 2, 0, null, StaleInsights.None),
            new SpeakerRenamed("Ana", "Anna", 2, null, StaleInsights.None),
            new TranscriptCorrected(one.Segment with { Text = "once", Speaker = "Ben", Words = [] }, 2, 4, 0, null, StaleInsights.None)));

        Assert.Equal("one Ana 1 0, two Ana 1 1", await AsOfAsync(3));
        Assert.Equal("first Ana 2 0, two Ana 1 1", await AsOfAsync(4));
        Assert.Equal("first Anna 3 0, two Anna 2 1", await AsOfAsync(5));
        Assert.Equal("once Ben 4 0, two Anna 2 1", await AsOfAsync(6));
        Assert.Equal(["Ana", "Ana"], await SpeakersAsync(4));
        Assert.Equal(["Ben", "Anna"], await SpeakersAsync(6));

        async Task<string> AsOfAsync(long seq) => string.Join(", ", (await storage.Transcripts.ListAsOfAsync(Some.Org, "sess_1", seq, [2, 3], CancellationToken.None))
            .Select(row => $"{row.Segment.Text} {row.Segment.Speaker} {row.Version} {row.Segment.Words.Count}"));

        async Task<IEnumerable<string?>> SpeakersAsync(long seq) => (await storage.Transcripts.ListPlacesAsync(Some.Org, "sess_1", seq, 0, 10, CancellationToken.None)).Select(place => place.Speaker);
    }

    [Fact]
    public async Task FindSegmentAsync_OnlyInItsSession()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var said = new TranscriptSegmentAdded(new TranscriptSegment("seg_1", "external", null, 0, 0, "a line", [], null, "client", null));
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created(), said));
        await storage.Journal.AppendAsync(Some.Append("sess_2", 1, Some.Created()));

        var found = await storage.Transcripts.FindSegmentAsync(Some.Org, "sess_1", "seg_1", CancellationToken.None);

        Assert.Equivalent(said.Segment, found!.Segment, strict: true);
        Assert.Equal((2, Some.Noon.AddSeconds(2)), (found.Seq, found.At));
        Assert.Null(await storage.Transcripts.FindSegmentAsync(Some.Org, "sess_2", "seg_1", CancellationToken.None));
        Assert.Null(await storage.Transcripts.FindSegmentAsync(Some.Org, "sess_1", "seg_2", CancellationToken.None));
    }
}
