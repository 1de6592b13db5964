namespace MeetingIntel.Bench.Insights;

/// <summary>ROUGE F1 of a summary against a reference: lower case, letters and digits only, no stemming, stop words kept.</summary>
/// <param name="One">ROUGE-1.</param>
/// <param name="Two">ROUGE-2.</param>
/// <param name="Longest">ROUGE-L: longest common subsequence of the whole texts.</param>
internal sealed record Rouge(double One, double Two, double Longest)
{
    public static Rouge Of(string summary, string reference)
    {
        var (said, wanted) = (Words(summary), Words(reference));
        return new Rouge(Grams(said, wanted, 1), Grams(said, wanted, 2), F1(LongestCommon(said, wanted), said.Length, wanted.Length));
    }

    public static Rouge Mean(IReadOnlyCollection<Rouge> scores) =>
        new(scores.Average(score => score.One), scores.Average(score => score.Two), scores.Average(score => score.Longest));

    public static string[] Words(string text) =>
        new string([.. text.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static double Grams(string[] said, string[] wanted, int n)
    {
        var counts = Count(wanted, n);
        var common = Count(said, n).Sum(pair => Math.Min(pair.Value, counts.GetValueOrDefault(pair.Key)));
        return F1(common, said.Length - n + 1, wanted.Length - n + 1);
    }

    private static Dictionary<string, int> Count(string[] words, int n) =>
        Enumerable.Range(0, Math.Max(0, words.Length - n + 1)).CountBy(i => string.Join(' ', words, i, n)).ToDictionary(StringComparer.Ordinal);

    private static int LongestCommon(string[] a, string[] b)
    {
        var lengths = new int[b.Length + 1];
        foreach (var word in a)
        {
            var diagonal = 0;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = lengths[j];
                lengths[j] = string.Equals(word, b[j - 1], StringComparison.Ordinal) ? diagonal + 1 : Math.Max(above, lengths[j - 1]);
                diagonal = above;
            }
        }

        return lengths[^1];
    }

    private static double F1(int common, int said, int wanted) => common == 0 ? 0 : 2.0 * common / (said + wanted);
}
