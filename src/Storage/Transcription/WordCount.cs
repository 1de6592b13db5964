namespace MeetingIntel.Storage.Transcription;

/// <summary>How words are counted: what white space separates.</summary>
public static class WordCount
{
    /// <summary>The number of words in a text.</summary>
    /// <param name="text">Final text of a segment.</param>
    public static int Of(ReadOnlySpan<char> text)
    {
        var words = 0;
        var inWord = false;
        foreach (var character in text)
        {
            var isSpace = char.IsWhiteSpace(character);
            if (!isSpace && !inWord)
                words++;
            inWord = !isSpace;
        }

        return words;
    }
}
