namespace MeetingIntel.Bench.Search;

/// <summary>A language whose words are as frequent as a real one's: half of what is said are small words, and the rank of the others says how often they come (Zipf).</summary>
internal sealed class Language
{
    private const int Vocabulary = 50_000;

    private static readonly string[] SmallWords = ["the", "and", "to", "of", "a", "in", "we", "that", "it", "is", "for", "on", "this", "be"];
    private static readonly string[] Syllables = [.. from first in "bdfgklmnprstvz" from second in "aeiou" select $"{first}{second}"];

    private readonly string[] _words = [.. Enumerable.Range(1, Vocabulary).Select(Spell)];
    private readonly Random _random = new(20260504);

    /// <summary>The word of a rank; 1 is the most frequent.</summary>
    public string this[int rank] => _words[rank - 1];

    /// <summary>Any whole number.</summary>
    public int Next(int from, int to) => _random.Next(from, to);

    /// <summary>A word of which nobody knows the rank.</summary>
    public string Word() => this[(int)Math.Exp(_random.NextDouble() * Math.Log(Vocabulary))];

    /// <summary>Something that somebody says: 4 to 24 words.</summary>
    public string Sentence() => string.Join(' ', Enumerable.Range(0, 4 + _random.Next(21)).Select(i => i % 2 == 0 ? SmallWords[_random.Next(SmallWords.Length)] : Word()));

    /// <summary>Endings are none that a stemmer knows, so that what is asked is what was said; the shuffle makes words of like rank unlike.</summary>
    private static string Spell(int rank)
    {
        var number = (long)rank * 7_919 % 343_000;
        return $"{Syllables[number % 70]}{Syllables[number / 70 % 70]}{Syllables[number / 4900]}k";
    }
}
