using MeetingIntel.Grains.Corrections;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Tests.Corrections;

public sealed class KeptWordsTests
{
    [Theory]
    [InlineData("the bugdet is tight", "the budget is tight", "the is tight")]
    [InlineData("so we go", "So, we go!", "so we go")]
    [InlineData("we go", "we really go home", "we go")]
    [InlineData("a b c d", "d c b a", "d")]
    [InlineData("a b c", "x y z", "")]
    [InlineData("a b a b a", "b a", "b a")]
    [InlineData("", "we go", "")]
    [InlineData("one two three", "one three", "one three")]
    public void Of_ACorrection_AreThoseThatStandInTheirOrder(string heard, string text, string kept)
    {
        var words = Words(heard);

        var left = KeptWords.Of(words, text);

        Assert.Equal(kept.Split(' ', StringSplitOptions.RemoveEmptyEntries), left.Select(word => word.Text));
        Assert.Equal(left.OrderBy(word => word.Start), left);
        Assert.All(left, word => Assert.Contains(word, words));
    }

    /// <summary>Somebody may paste a whole page: that must not keep the session from going on.</summary>
    [Fact]
    public void Of_ALongTextWrittenAnew_KeepsWhatIsAlikeAtItsEnds()
    {
        var words = Words("first " + string.Join(' ', Enumerable.Range(0, 5_000)) + " last");

        Assert.Equal(["first", "last"], KeptWords.Of(words, "first " + string.Join(' ', Enumerable.Range(0, 5_000).Reverse()) + " last").Select(word => word.Text));
    }

    private static TranscriptWord[] Words(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((word, at) => new TranscriptWord(word, at, at + 1, 0.9))];
}
