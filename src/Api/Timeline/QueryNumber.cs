using System.Globalization;

namespace MeetingIntel.Api.Timeline;

/// <summary>Whole numbers in queries.</summary>
internal static class QueryNumber
{
    /// <summary>Reads a number.</summary>
    /// <param name="text">What stands in the query; <see langword="null"/> when it is absent.</param>
    /// <param name="min">Smallest.</param>
    /// <param name="max">Largest.</param>
    /// <param name="fallback">What an absent one means.</param>
    /// <returns><see langword="null"/> when it is no such number.</returns>
    public static long? Read(string? text, long min, long max, long fallback) => TryRead(text, min, max, out var number) ? number ?? fallback : null;

    /// <summary>Reads a number that may be absent.</summary>
    /// <param name="text">What stands in the query; <see langword="null"/> when it is absent.</param>
    /// <param name="min">Smallest.</param>
    /// <param name="max">Largest.</param>
    /// <param name="number">The number; <see langword="null"/> when it is absent.</param>
    /// <returns>Whether it is absent or such a number.</returns>
    public static bool TryRead(string? text, long min, long max, out long? number)
    {
        number = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) || read < min || read > max)
        {
            return false;
        }

        number = read;
        return true;
    }
}
