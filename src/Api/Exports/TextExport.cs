namespace MeetingIntel.Api.Exports;

/// <summary>What was said, as plain text: a line for each sentence, with its time and who said it.</summary>
internal static class TextExport
{
    /// <summary>Writes it.</summary>
    /// <param name="export">The session.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task WriteAsync(SessionExport export, Stream stream, CancellationToken stop)
    {
        var session = export.Session;
        await using var writer = ExportText.Writer(stream);
        await writer.WriteLineAsync(ExportText.Line(session.Details.Name) is { Length: > 0 } name ? name : session.Id);
        await writer.WriteLineAsync($"Started {ExportText.Moment(session.StartedAt)}, ended {ExportText.Moment(session.EndedAt)}");
        await writer.WriteLineAsync();
        await foreach (var said in export.SaidAsync(stop))
        {
            await writer.WriteLineAsync($"[{ExportText.Clock(said.Start)}] {ExportText.Line(said.Speaker)}: {ExportText.Line(said.Segment.Text)}");
        }
    }
}
