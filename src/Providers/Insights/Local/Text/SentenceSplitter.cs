using System.Collections.Frozen;

namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>Finds the sentences of a segment: by punctuation where there is any, else the segment (what was said between two pauses), split at clear cues.</summary>
internal static class SentenceSplitter
{
    private static readonly FrozenSet<string> Abbreviations =
        FrozenSet.Create(StringComparer.Ordinal, "mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "inc", "ltd", "approx", "a.m", "p.m", "jr", "sr");

    /// <summary>The sentences of a segment's text, in order; those without words are left out.</summary>
    public static IReadOnlyList<Sentence> Split(string text, SpeakerNames names)
    {
        var cased = IsCased(text);
        var sentences = new List<Sentence>();
        for (var start = 0; start < text.Length;)
        {
            var (end, mark) = FindEnd(text, start);
            ReadOnlyMemory<Word> words = Tokenizer.Read(text, start, end).ToArray();
            start = end;
            if (words.IsEmpty)
                continue;

            var clauses = ClauseSplitter.Split(text, words, mark != '\0', names).ConvertAll(part => new Clause(text, part, mark, cased));
            if (mark == '\0')
                sentences.AddRange(clauses.Select(clause => new Sentence(clause, [clause])));
            else
                sentences.Add(new Sentence(clauses.Count == 1 ? clauses[0] : new Clause(text, words, mark, cased), clauses));
        }

        return sentences;
    }

    private static bool IsCased(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            // "I" alone is written large by recognisers that know no other case.
            var alone = (i == 0 || !char.IsLetter(text[i - 1])) && (i + 1 == text.Length || !char.IsLetter(text[i + 1]));
            if (char.IsUpper(text[i]) && !(alone && text[i] == 'I'))
                return true;
        }

        return false;
    }

    private static (int End, char Mark) FindEnd(string text, int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            var mark = text[i] switch { '?' or '？' => '?', '.' or '!' or '…' or '。' or '！' => '.', _ => '\0' };
            if (mark == '\0' || (text[i] == '.' && !EndsSentence(text, start, i)))
                continue;

            while (i + 1 < text.Length && IsTail(text[i + 1]))
            {
                i++;
                if (text[i] == '?')
                    mark = '?';
            }

            return (i + 1, mark);
        }

        return (text.Length, '\0');
    }

    private static bool IsTail(char c) => c is '.' or '!' or '?' or '…' or '"' or '”' or '\'' or '’' or ')';

    private static bool EndsSentence(string text, int start, int dot)
    {
        if (dot + 1 < text.Length && char.IsLetterOrDigit(text[dot + 1]))
            return false;

        var from = dot;
        while (from > start && !char.IsWhiteSpace(text[from - 1]))
            from--;

        var word = text[from..dot].ToLowerInvariant();
        return !Abbreviations.Contains(word) && !(word.Length == 1 && char.IsLetter(word[0]) && word[0] != 'i');
    }
}
