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
