using System.Globalization;
using System.Text;

namespace MeetingIntel.Api.Exports;

/// <summary>What the text formats share.</summary>
internal static class ExportText
{
    /// <summary>A writer of UTF-8 with plain line ends.</summary>
    /// <param name="stream">Stays open.</param>
    public static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024, leaveOpen: true) { NewLine = "\n" };

    /// <summary>A time of a session's clock for people.</summary>
    /// <param name="seconds">Seconds.</param>
    public static string Clock(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Floor(seconds));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time:mm\\:ss}");
    }

    /// <summary>A moment for people, UTC.</summary>
    /// <param name="moment">The moment.</param>
    public static string Moment(DateTimeOffset? moment) => moment is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "not yet";

    /// <summary>A text on one line, so that nothing in it looks like a line of the document's own.</summary>
    /// <param name="text">As somebody said or wrote it.</param>
    public static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
