using MeetingIntel.Api.Transcripts;
using MeetingIntel.Recordings;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Recordings;

public sealed class TranscriptComparisonTests
{
    private static readonly Recording Kept = new("rec_1", "mic", 0, 0, 0, 10, 1, "opus", "");

    [Fact]
    public void Compare_OfACorrectedText_HasAllOfItsWords()
    {
        // Two of the words were heard where they stand, the others were written.
        var corrected = Segment("Close the valve now", new TranscriptWord("the", 1, 1.5, 1), new TranscriptWord("now", 3, 4, 1));
        var heard = Segment("the now", new TranscriptWord("the", 1, 1.5, 1), new TranscriptWord("now", 3, 4, 1));

        var compared = TranscriptComparison.Of((1, [corrected]), (2, [heard]), [Kept]).Page(0, 10);

        Assert.Equal(["Close", "the", "valve", "now"], compared.Rows.SelectMany(row => row.Left).Select(word => word.Text));
        Assert.Equal((4, 2, 2), (compared.LeftWords, compared.RightWords, compared.OnlyLeft));
    }

    [Fact]
    public void Page_OfAComparison_GoesOnWhereTheOneBeforeEnded()
    {
        TranscriptSegment[] heard = [.. Enumerable.Range(0, 5).Select(second => Segment($"w{second}", new TranscriptWord($"w{second}", second, second + 0.2, 1)))];
        var comparison = TranscriptComparison.Of((1, heard), (2, heard), [Kept]);

        var (first, rest) = (comparison.Page(0, 2), comparison.Page(2, 10));

        Assert.Equal((2, null), (first.Next, rest.Next));
        Assert.Equal(["w0", "w1", "w2", "w3", "w4"], first.Rows.Concat(rest.Rows).Select(row => Assert.Single(row.Right).Text));
        Assert.Equal((5, 5, 0), (first.Same, rest.Same, rest.Difference));
    }

    private static TranscriptSegment Segment(string text, params TranscriptWord[] words) => new("seg_1", "mic", "Ana", 0, 4, text, words, 1, "scripted", null);
}
