using System.Globalization;

namespace MeetingIntel.Api.Live;

/// <summary>Where on the timeline a client wants to resume, as it said it.</summary>
/// <param name="Value">The newest event that it has; <see langword="null"/> when it said nothing.</param>
/// <param name="IsValid">Whether what it said is a number.</param>
internal readonly record struct FeedPosition(long? Value, bool IsValid)
{
    /// <summary>Reads <c>after</c> of a query.</summary>
    /// <param name="text">What the client said.</param>
    public static FeedPosition Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return new(null, true);
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? new(value, true) : new(null, false);
    }
}
