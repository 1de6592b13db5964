using System.Collections.Frozen;

namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>Splits a run of words where a new clause clearly begins: "… and I will …", "… ben can you …". Without punctuation these cues are all there is.</summary>
internal static class ClauseSplitter
{
    /// <summary>A run without punctuation that is longer than this is also split at a bare connective.</summary>
    private const int LongRun = 18;

    private static readonly FrozenSet<string> Connectives = Set("and but so or then okay also because plus");
    private static readonly FrozenSet<string> Adverbs = Set("then also maybe perhaps now please if");
    private static readonly FrozenSet<string> Subjects = Set("i we you he she they it there that this");
    private static readonly FrozenSet<string> Modals = Set("can could would will");
    private static readonly FrozenSet<string> Auxiliaries = Set("do does did is are was were have has can could would will should shall");
    private static readonly FrozenSet<string> AskedSubjects = Set("you we i they it he she there anyone anybody someone somebody everyone the that this");
    private static readonly FrozenSet<string> Asking = Set("what when where who why how which");

    /// <summary>Words after which a subject or a verb continues the clause instead of opening one.</summary>
    private static readonly FrozenSet<string> Openers = Set(
        "that what which who whom whose if when whenever where wherever why how think thought guess suppose hope believe promise sure say said know wish " +
        "as until before after while than because though although whether unless and so but or then much many long soon often one all everything thing");

    /// <summary>The parts, in order; together they are the whole.</summary>
    public static List<ReadOnlyMemory<Word>> Split(string text, ReadOnlyMemory<Word> words, bool punctuated, SpeakerNames names)
    {
        var parts = new List<ReadOnlyMemory<Word>>();
        var from = 0;
        for (var i = 2; i + 1 < words.Length; i++)
        {
            if (i - from < 2 || !(Begins(text, words.Span, i, punctuated, names) || (!punctuated && i - from >= LongRun && Connectives.Contains(words.Span[i].Text))))
                continue;

            parts.Add(words[from..i]);
            from = i;
        }

        parts.Add(words[from..]);
        return parts;
    }

    private static bool Begins(string text, ReadOnlySpan<Word> words, int i, bool punctuated, SpeakerNames names)
    {
        var (before, word) = (words[i - 1].Text, words[i].Text);
        if (words[i - 1].Start == words[i].Start)
            return false;

        if (Connectives.Contains(word))
        {
            var next = i + 1;
            while (next + 1 < words.Length && Adverbs.Contains(words[next].Text))
                next++;

            return !(before is "you" && words[next].Text is "i") && OpensAfterConnective(words, next, names);
        }

        if ((Openers.Contains(before) && !IsAdmission(words, i)) || (punctuated && !FollowsMark(text, words, i)))
            return false;

        return word is "let's"
            || IsQuestionOfOne(words, i)
            || (IsRequest(words, i) && !names.Contains(before) && !IsAsked(words, i))
            || (names.Contains(word) && (IsRequest(words, i + 1) || words[i + 1].Text is "please"))
            || (word is "i" or "we" && words[i + 1].Text is "will" or "need" or "should" or "think" or "guess" or "want" or "have" or "am" or "would" && !Auxiliaries.Contains(before) && !Subjects.Contains(before))
            || (word is "please" && WordLists.Task.Contains(words[i + 1].Text) && before is not "you" && !names.Contains(before));
    }

    private static bool OpensAfterConnective(ReadOnlySpan<Word> words, int i, SpeakerNames names)
    {
        if (i + 1 >= words.Length)
            return false;

        var word = words[i].Text;
        return Subjects.Contains(word)
            || word is "let's"
            || names.Contains(word)
            || IsRequest(words, i)
            || (Auxiliaries.Contains(word) && AskedSubjects.Contains(words[i + 1].Text))
            || (Asking.Contains(word) && Auxiliaries.Contains(words[i + 1].Text))
            || (WordLists.Task.Contains(word) && words[i - 1].Text is "please");
    }

    /// <summary>"can you": a request opens a clause, unless it follows the name that it calls.</summary>
    private static bool IsRequest(ReadOnlySpan<Word> words, int i) =>
        i + 1 < words.Length && Modals.Contains(words[i].Text) && words[i + 1].Text is "you";

    /// <summary>"… what discount can you give us".</summary>
    private static bool IsQuestionOfOne(ReadOnlySpan<Word> words, int i) =>
        i + 3 < words.Length && words[i].Text is "what" or "which" && !WordLists.Function.Contains(words[i + 1].Text) && Auxiliaries.Contains(words[i + 2].Text) && AskedSubjects.Contains(words[i + 3].Text);

    /// <summary>"What discount can you give us": the question goes on.</summary>
    private static bool IsAsked(ReadOnlySpan<Word> words, int i)
    {
        for (var from = Math.Max(0, i - 3); from < i; from++)
        {
            if (words[from].Text is "what" or "which" or "how" or "whose")
                return true;
        }

        return false;
    }

    /// <summary>"I do not know I will ask them": nothing hangs on these.</summary>
    private static bool IsAdmission(ReadOnlySpan<Word> words, int i) => words[i - 1].Text is "know" or "sure" && words[i - 2].Text is "not" && words[i].Text is "i" or "we" && words[i + 1].Text is "will" or "have" or "need";

    private static bool FollowsMark(string text, ReadOnlySpan<Word> words, int i) =>
        text.AsSpan(words[i - 1].End, words[i].Start - words[i - 1].End).IndexOfAny(",;:–—-") >= 0;

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
