using System.Text;
using System.Text.RegularExpressions;

namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>A run of words that says one thing: a sentence, or a part of one that could stand alone. Rules are regular expressions over <see cref="Normal"/>.</summary>
internal sealed class Clause
{
    private readonly int[] _offsets;

    /// <param name="source">The segment's text.</param>
    /// <param name="words">At least one.</param>
    /// <param name="mark">What ended the sentence: <c>.</c> or <c>?</c>; <c>'\0'</c> where there is no punctuation.</param>
    /// <param name="cased">Whether the segment's text tells upper from lower case.</param>
    public Clause(string source, ReadOnlyMemory<Word> words, char mark, bool cased)
    {
        (Source, Words, Mark, Cased) = (source, words, mark, cased);
        _offsets = new int[words.Length];
        var normal = new StringBuilder();
        for (var i = 0; i < words.Length; i++)
        {
            _offsets[i] = i == 0 ? 0 : normal.Append(' ').Length;
            normal.Append(words.Span[i].Text);
        }

        Normal = normal.ToString();
    }

    /// <summary>The segment's text.</summary>
    public string Source { get; }

    /// <summary>The words, at least one.</summary>
    public ReadOnlyMemory<Word> Words { get; }

    /// <summary>Its place in the segment: the first character.</summary>
    public int Ordinal => Words.Span[0].Start;

    /// <summary>What ended the sentence: <c>.</c> or <c>?</c>; <c>'\0'</c> where there is no punctuation.</summary>
    public char Mark { get; }

    /// <summary>Whether the segment's text tells upper from lower case.</summary>
    public bool Cased { get; }

    /// <summary>The words, lower case, one space between.</summary>
    public string Normal { get; }

    /// <summary>The words that a match covers.</summary>
    public ReadOnlyMemory<Word> WordsOf(Capture capture)
    {
        var from = IndexOf(capture.Index);
        var to = IndexOf(capture.Index + Math.Max(capture.Length - 1, 0));
        return Words[from..(to + 1)];
    }

    /// <summary>The index of the word that the character of <see cref="Normal"/> belongs to.</summary>
    public int IndexOf(int character)
    {
        var at = Array.BinarySearch(_offsets, character);
        return at >= 0 ? at : ~at - 1;
    }

    /// <summary>Whether it breaks off: nobody ends on "the" or "with my".</summary>
    public bool IsBroken => Words.Span[^1].Text is "a" or "an" or "the" or "my" or "your" or "our" or "their" or "its" or "and" or "or" or "but" or "with" or "of" or "because" or "if" or "into" or "than" or "uh";

    /// <summary>Stems of the words that say something, everyday ones too: for telling whether two clauses are about the same.</summary>
    public HashSet<string> Stems()
    {
        var stems = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in Words.Span)
        {
            if (!WordLists.Function.Contains(word.Text))
                stems.Add(Stemmer.Stem(word.Text));
        }

        return stems;
    }
}
