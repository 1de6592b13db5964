using System.Globalization;

namespace MeetingIntel.Api.Exports;

/// <summary>What was said as subtitles: WebVTT (W3C) and SubRip.</summary>
internal static class SubtitleExport
{
    /// <summary>Writes WebVTT.</summary>
    /// <param name="export">The session.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task WriteWebVttAsync(SessionExport export, Stream stream, CancellationToken stop)
    {
        await using var writer = ExportText.Writer(stream);
        await writer.WriteLineAsync("WEBVTT\n");
        await WriteAsync(export, cue => writer.WriteLineAsync(WebVtt(cue).AsMemory(), stop), stop);
    }

    /// <summary>Writes SubRip.</summary>
    /// <param name="export">The session.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task WriteSubRipAsync(SessionExport export, Stream stream, CancellationToken stop)
    {
        await using var writer = ExportText.Writer(stream);
        var number = 0;
        await WriteAsync(export, cue => writer.WriteLineAsync(SubRip(cue, ++number).AsMemory(), stop), stop);
    }

    /// <summary>A cue of WebVTT: its speaker is a voice, and nothing in it is markup.</summary>
    /// <param name="cue">The cue.</param>
    public static string WebVtt(Cue cue) =>
        $"{Time(cue.Start, '.')} --> {Time(End(cue), '.')}\n<v {EscapeWebVtt(ExportText.Line(cue.Speaker))}>{string.Join('\n', cue.Lines.Select(EscapeWebVtt))}\n";

    /// <summary>A cue of SubRip.</summary>
    /// <param name="cue">The cue.</param>
    /// <param name="number">Its number, from 1 on.</param>
    public static string SubRip(Cue cue, int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"{number}\n{Time(cue.Start, ',')} --> {Time(End(cue), ',')}\n{DisarmSubRip(ExportText.Line(cue.Speaker))}: {string.Join('\n', cue.Lines.Select(DisarmSubRip))}\n");

    /// <summary>Sentences are divided, so what was said at the same time has to be brought into order again.</summary>
    private static async Task WriteAsync(SessionExport export, Func<Cue, Task> write, CancellationToken stop)
    {
        var waiting = new PriorityQueue<Cue, (double Start, long Number)>();
        var number = 0L;
        await foreach (var said in export.SaidAsync(stop))
        {
            while (waiting.TryPeek(out var next, out _) && next.Start <= said.Start)
            {
                await write(waiting.Dequeue());
            }

            foreach (var cue in Cues.Of(said))
            {
                waiting.Enqueue(cue, (cue.Start, number++));
            }
        }

        while (waiting.TryDequeue(out var cue, out _))
        {
            await write(cue);
        }
    }

    private static string EscapeWebVtt(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>SubRip has no escapes, but its players read tags and arrows: an invisible word joiner behind what begins one keeps the text, and is none.</summary>
    private static string DisarmSubRip(string text) =>
        text.Replace("<", "<\u2060", StringComparison.Ordinal).Replace("{", "{\u2060", StringComparison.Ordinal).Replace("-->", "--\u2060>", StringComparison.Ordinal);

    /// <summary>Rounded to milliseconds as the start is, and still later.</summary>
    private static double End(Cue cue) => Math.Max(cue.End, (Milliseconds(cue.Start) + 1) / 1000.0);

    private static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1000);

    private static string Time(double seconds, char point)
    {
        var total = Milliseconds(seconds);
        return string.Create(CultureInfo.InvariantCulture, $"{total / 3_600_000:00}:{total / 60_000 % 60:00}:{total / 1000 % 60:00}{point}{total % 1000:000}");
    }
}
