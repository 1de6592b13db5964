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
    public static long? Read(string? text, long min, long max, long fallback)
    {
        if (string.IsNullOrEmpty(text))
        {
            return fallback;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : null;
    }
}
