using MeetingIntel.Storage.Transcription;

namespace MeetingIntel.Storage.Tests.Transcription;

public sealed class WordCountTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("   ", 0)]
    [InlineData("word", 1)]
    [InlineData(" two  words\t", 2)]
    [InlineData("it's one-off, isn't it?", 4)]
    [InlineData("with\u00a0a no-break space", 4)]
    public void Of_Text_CountsWhatWhiteSpaceSeparates(string text, int words) => Assert.Equal(words, WordCount.Of(text));
}
