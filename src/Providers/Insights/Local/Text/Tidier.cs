using System.Collections.Frozen;
using System.Text;

namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>Writes down what was said, tidied: fillers and repetitions left out, capitals and a closing mark added, no word invented.</summary>
internal static class Tidier
{
    private static readonly FrozenSet<string> Lead = Set("so and but well okay yes right alright then now like also because actually basically anyway");

    /// <summary>The same, where the sentence begins after it: "great and our next call is …", but "great results came".</summary>
    private static readonly FrozenSet<string> Praise = Set("great perfect cool excellent sure");

    private static readonly FrozenSet<string> Days = Set("monday tuesday wednesday thursday friday saturday sunday");
    private static readonly FrozenSet<string> Months = Set("january february april june july august september october november december");

    /// <summary>Words before "march" or "may" that make it a month.</summary>
    private static readonly FrozenSet<string> BeforeMonth = Set("in by of next last until since early late mid this before after on");

    /// <summary>A whole sentence with its closing mark.</summary>
    /// <param name="clause">Where the words come from.</param>
    /// <param name="words">Some or all words of it.</param>
    /// <param name="mark"><c>.</c> or <c>?</c>.</param>
    /// <param name="names">Names to capitalise.</param>
    /// <param name="isAnswer">Whether a "yes" at its head says something.</param>
    public static string Sentence(Clause clause, ReadOnlyMemory<Word> words, char mark, SpeakerNames names, bool isAnswer = false)
    {
        var span = words.Span;
        var from = 0;
        while (span.Length - from > 3 && (Lead.Contains(span[from].Text) || (Praise.Contains(span[from].Text) && WordLists.Function.Contains(span[from + 1].Text))) && !(isAnswer && span[from].Text is "yes"))
            from++;

        var text = Write(clause, span[from..], names);
        text[0] = char.ToUpperInvariant(text[0]);
        return text.Append(mark).ToString();
    }

    /// <summary>A few words out of a sentence, as they stand.</summary>
    public static string Words(Clause clause, ReadOnlyMemory<Word> words, SpeakerNames names) => Write(clause, words.Span, names).ToString();

    private static StringBuilder Write(Clause clause, ReadOnlySpan<Word> words, SpeakerNames names)
    {
        var text = new StringBuilder();
        for (var i = 0; i < words.Length; i++)
        {
            if (i > 0 && words[i].Start == words[i - 1].Start)
                continue;

            if (i > 0)
                text.Append(i == 1 && !clause.Cased && IsCalled(words, names) ? ", " : Between(clause.Source, words[i - 1].End, words[i].Start));

            var raw = clause.Source.AsSpan(words[i].Start, words[i].End - words[i].Start);
            if (IsCapital(clause, words, i, names))
                text.Append(char.ToUpperInvariant(raw[0])).Append(raw[1..]);
            else
                text.Append(raw);
        }

        return text;
    }

    /// <summary>"ben can you …": the name is called.</summary>
    private static bool IsCalled(ReadOnlySpan<Word> words, SpeakerNames names) =>
        words.Length > 2 && names.Contains(words[0].Text) && words[1].Text is "can" or "could" or "would" or "will" or "please" && words[2].Text is "you" or "please";

    private static bool IsCapital(Clause clause, ReadOnlySpan<Word> words, int i, SpeakerNames names)
    {
        var word = words[i].Text;
        if (word is "i")
            return true;

        if (clause.Cased)
            return false;

        return Days.Contains(word)
            || Months.Contains(word)
            || names.Contains(word)
            || (word is "march" or "may" && ((i > 0 && BeforeMonth.Contains(words[i - 1].Text)) || (i + 1 < words.Length && Dates.NumberWords.BeginsDay(words[i + 1].Text))));
    }

    /// <summary>What stands between two words: the punctuation as it was, or a space where something was left out.</summary>
    private static string Between(string source, int from, int to)
    {
        var between = source.AsSpan(from, to - from);
        foreach (var c in between)
        {
            if (char.IsLetterOrDigit(c))
                return " ";
        }

        var mark = between.Trim().ToString();
        return (mark.Length == 0, char.IsWhiteSpace(between[0]), char.IsWhiteSpace(between[^1])) switch
        {
            (true, _, _) => " ",
            (_, var before, var after) => (before ? " " : "") + mark + (after ? " " : ""),
        };
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
