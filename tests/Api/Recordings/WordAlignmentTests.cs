using MeetingIntel.Api.Transcripts;

namespace MeetingIntel.Api.Tests.Recordings;

public sealed class WordAlignmentTests
{
    [Theory]
    [InlineData("the valve is open", "the valve is open", "....", "....", 4, 0)]
    [InlineData("the valve is open", "The valve, is OPEN!", "....", "....", 4, 0)]
    [InlineData("the valve is open", "the wall is open", ".x..", ".x..", 3, 1)]
    [InlineData("the valve is open", "the is open now", ".x..", "...x", 3, 0)]
    [InlineData("", "the valve", "", "xx", 0, 0)]
    [InlineData("the valve", "", "xx", "", 0, 0)]
    public void Align_OfTwoStretches_MarksWhatDiffers(string left, string right, string differsLeft, string differsRight, int same, int changed)
    {
        var aligned = WordAlignment.Align(Words(left), Words(right));

        Assert.Equal((differsLeft, differsRight), (Marks(aligned.Left), Marks(aligned.Right)));
        Assert.Equal((same, changed), (aligned.Same, aligned.Changed));
    }

    [Fact]
    public void Cut_OfLongTranscripts_IsAtPausesOfBothAndNeverTooLong()
    {
        // One side pauses where the other speaks: no place to cut.
        TimedWord[] left = [new("a", 0, 1), new("b", 3, 4), .. Enumerable.Range(0, 1000).Select(index => new TimedWord("c", 5 + (index * 0.1), 5.1 + (index * 0.1)))];
        TimedWord[] right = [new("a", 0, 2.8), new("d", 4.9, 5)];

        var cut = WordAlignment.Cut(left, right).ToList();

        Assert.Equal((2, 1), (cut[0].Left.Count, cut[0].Right.Count));
        Assert.All(cut, stretch => Assert.InRange(stretch.Left.Count + stretch.Right.Count, 1, (2 * WordAlignment.MaxWords)));
        Assert.Equal(left, cut.SelectMany(stretch => stretch.Left));
        Assert.Equal(right, cut.SelectMany(stretch => stretch.Right));
    }

    private static TimedWord[] Words(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((word, index) => new TimedWord(word, index, index + 0.9))];

    private static string Marks(bool[] differs) => string.Concat(differs.Select(one => one ? 'x' : '.'));
}
