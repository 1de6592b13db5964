using System.Globalization;
using System.Text;
using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.Exports;

/// <summary>What was measured, as CSV (RFC 4180): <c>timestamp,channel,value,unit</c>, channel by channel. Batches of telemetry are taken in the same form.</summary>
internal static class TelemetryExport
{
    /// <summary>Writes it.</summary>
    /// <param name="export">The session.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task WriteAsync(SessionExport export, Stream stream, CancellationToken stop)
    {
        await using var writer = ExportText.Writer(stream);
        await writer.WriteAsync("timestamp,channel,value,unit\r\n");
        var lines = new StringBuilder();
        await foreach (var stretch in export.MeasuredAsync(stop))
        {
            var (channel, unit) = (Field(stretch.Channel.Name), Field(stretch.Channel.Unit ?? ""));
            foreach (var point in stretch.Points)
            {
                lines.Append(CultureInfo.InvariantCulture, $"{UtcTimeConverter.Write(point.At)},{channel},{point.Value:R},{unit}\r\n");
            }

            await writer.WriteAsync(lines, stop);
            lines.Clear();
        }
    }

    private static string Field(string text) => text.AsSpan().IndexOfAny("\",\r\n") < 0 && text == text.Trim() ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
