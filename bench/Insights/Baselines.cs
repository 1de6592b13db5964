using System.Text.RegularExpressions;

namespace MeetingIntel.Bench.Insights;

/// <summary>What any summary has to be better than. Each gives exactly the number of words that it is allowed.</summary>
internal static partial class Baselines
{
    private const int Seeds = 5;
    private const int Rounds = 30;
    private const double Damping = 0.85;
    private const int LongRun = 25;

    public static string Lead(Meeting meeting, int words) => Cut(Sentences(meeting), words);

    /// <summary>Random sentences in order of time, with a few fixed seeds.</summary>
    public static IEnumerable<string> Randoms(Meeting meeting, int words)
    {
        var sentences = Sentences(meeting);
        for (var seed = 0; seed < Seeds; seed++)
        {
#pragma warning disable CA5394 // A baseline wants a repeatable sequence, not a secret one.
            var order = Enumerable.Range(0, sentences.Count).ToArray();
            new Random(seed).Shuffle(order);
#pragma warning restore CA5394
            yield return Take(sentences, order, words);
        }
    }

    /// <summary>TextRank of Mihalcea and Tarau: sentences recommend each other by common words over the logarithms of their lengths.</summary>
    public static string TextRank(Meeting meeting, int words, bool tidied)
    {
        var sentences = Sentences(meeting);
        if (tidied)
            sentences = [.. sentences.Select(sentence => Spaces().Replace(Fillers().Replace(sentence, "${word} "), " ").Trim()).Where(sentence => sentence.Length > 0)];

        var order = Rank(sentences);
        return Take(sentences, order, words);
    }

    private static int[] Rank(List<string> sentences)
    {
        var bags = sentences.ConvertAll(sentence => Rouge.Words(sentence).ToHashSet(StringComparer.Ordinal));
        var edges = new List<(int To, double Weight)>[sentences.Count];
        for (var i = 0; i < edges.Length; i++)
            edges[i] = [];

        for (var i = 0; i < edges.Length; i++)
        {
            for (var j = i + 1; j < edges.Length; j++)
            {
                var common = bags[i].Count(bags[j].Contains);
                if (common == 0 || bags[i].Count < 2 || bags[j].Count < 2)
                    continue;

                var weight = common / (Math.Log(bags[i].Count) + Math.Log(bags[j].Count));
                edges[i].Add((j, weight));
                edges[j].Add((i, weight));
            }
        }

        var totals = Array.ConvertAll(edges, list => list.Sum(edge => edge.Weight));
        var ranks = Enumerable.Repeat(1.0, edges.Length).ToArray();
        for (var round = 0; round < Rounds; round++)
            ranks = [.. edges.Select(list => 1 - Damping + (Damping * list.Sum(edge => ranks[edge.To] * edge.Weight / totals[edge.To])))];

        return [.. Enumerable.Range(0, ranks.Length).OrderByDescending(i => ranks[i]).ThenBy(i => i)];
    }

    /// <summary>The first sentences of an order, put back into order of time, cut at the number of words.</summary>
    private static string Take(List<string> sentences, int[] order, int words)
    {
        var chosen = new SortedSet<int>();
        var count = 0;
        foreach (var i in order.TakeWhile(_ => count < words))
        {
            chosen.Add(i);
            count += Rouge.Words(sentences[i]).Length;
        }

        return Cut(chosen.Select(i => sentences[i]), words);
    }

    private static string Cut(IEnumerable<string> sentences, int words) => string.Join(' ', sentences.SelectMany(Rouge.Words).Take(words));

    /// <summary>By punctuation; where there is none, runs of some words.</summary>
    private static List<string> Sentences(Meeting meeting) =>
        [.. meeting.Turns.SelectMany(turn => Ends().Split(turn.Text)).SelectMany(Runs).Where(sentence => sentence.Any(char.IsLetter))];

    private static IEnumerable<string> Runs(string sentence)
    {
        var words = sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return sentence.AsSpan().IndexOfAny(".?!") >= 0 ? [sentence] : words.Chunk(LongRun).Select(run => string.Join(' ', run));
    }

    [GeneratedRegex(@"(?<=[.?!])\s+", RegexOptions.None, 1000)]
    private static partial Regex Ends();

    [GeneratedRegex(@"\b(?:um+|uh+|mm+|hmm+|er|ah)\b ?,?|\b(?<word>\w+)(?: \k<word>\b)+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fillers();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
