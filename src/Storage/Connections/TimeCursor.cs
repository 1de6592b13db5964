using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace MeetingIntel.Storage.Connections;

/// <summary>Where a page ended of what is listed by time: the last one's place in the order.</summary>
/// <param name="At">UTC, whole microseconds.</param>
/// <param name="Key">What tells it from others of that moment.</param>
internal sealed record TimeCursor(DateTimeOffset At, string Key)
{
    private const int LongestText = 512;

    /// <summary>Writes it for clients, to whom it is opaque.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}:{Key}")));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">From a client.</param>
    /// <returns><see langword="null"/> when it is no cursor.</returns>
    public static TimeCursor? TryParse(string text)
    {
        if (text.Length is 0 or > LongestText || !Base64Url.IsValid(text))
            return null;

        var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        return plain.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            && colon < plain.Length - 1
            && !plain.Contains('\0', StringComparison.Ordinal)
            && long.TryParse(plain.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks
                ? new(new DateTimeOffset(ticks, TimeSpan.Zero), plain[(colon + 1)..])
                : null;
    }
}
