using System.Text.RegularExpressions;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Search;

/// <summary>
/// Which of the words that stand in texts a question means. The database says so, by the rules by which it found them: what it takes for a form of the same word is
/// marked, and nothing else.
/// </summary>
/// <param name="Meant">As they stand in the texts.</param>
internal sealed partial record HitWords(IReadOnlySet<string> Meant)
{
    // A word that is said not to be there is none that was found.
    private const string Select =
        """
        SELECT word
        FROM unnest($1) AS word, (SELECT tsvector_to_array(search_words($2)) AS lexemes, search_text($3) AS begun) AS asked
        WHERE tsvector_to_array(search_words(word)) && lexemes OR (begun <> '' AND starts_with(lower(search_text(word)), lower(begun)))
        """;

    /// <summary>No text, no word.</summary>
    public static HitWords None { get; } = new(new HashSet<string>());

    /// <summary>Asks for them.</summary>
    /// <param name="question">As it was asked.</param>
    /// <param name="words">Those of the texts.</param>
    public static NpgsqlBatchCommand Query(string question, IReadOnlyCollection<string> words)
    {
        var wanted = Unwanted().Replace(question, " ");
        var begun = Begun().Match(wanted);
        return Statement.Create(
            Select,
            new NpgsqlParameter<string[]> { TypedValue = [.. words] },
            new NpgsqlParameter<string> { TypedValue = wanted },
            new NpgsqlParameter<string> { TypedValue = begun.Groups["word"].Value });
    }

    [GeneratedRegex("""(?<=^|\s)-("[^"]*"|\S+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unwanted();

    [GeneratedRegex("""(^|\s)(?<word>[^\s"*'\\-]{3,})\*\s*$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Begun();
}
