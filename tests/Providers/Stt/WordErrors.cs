namespace MeetingIntel.Providers.Tests.Stt;

/// <summary>The word error rate.</summary>
internal static class WordErrors
{
    /// <summary>Words put in, left out or changed, for each word of the truth.</summary>
    internal static double Rate(string truth, string heard) => (double)Count(truth, heard) / Words(truth).Length;

    /// <summary>Words put in, left out or changed.</summary>
    internal static int Count(string truth, string heard)
    {
        var (a, b) = (Words(truth), Words(heard));
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var above = (int[])row.Clone();
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = string.Equals(a[i - 1], b[j - 1], StringComparison.OrdinalIgnoreCase);
                row[j] = Math.Min(above[j - 1] + (same ? 0 : 1), Math.Min(above[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
