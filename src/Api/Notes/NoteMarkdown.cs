using System.Globalization;
using System.Text;
using System.Text.Json;
using MeetingIntel.Api.Exports;
using MeetingIntel.Notes;

namespace MeetingIntel.Api.Notes;

/// <summary>A note in a Markdown document.</summary>
internal static class NoteMarkdown
{
    /// <summary>Writes it, with a rule behind.</summary>
    /// <param name="note">The note.</param>
    public static string Of(Note note)
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"### [{note.Timestamp.UtcDateTime:HH:mm:ss}] {MarkdownText.EscapeLine(note.Speaker ?? "Unknown")}\n\n")
            .Append(MarkdownText.Escape(note.Content))
            .Append("\n\n");
        if (note.TelemetrySnapshot is { } snapshot && Values(snapshot) is { Length: > 0 } values)
        {
            text.Append(CultureInfo.InvariantCulture, $"**Telemetry:** {MarkdownText.EscapeLine(values)}\n\n");
        }

        if (note.Tags.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"*Tags: {MarkdownText.EscapeLine(string.Join(", ", note.Tags))}*\n\n");
        }

        return text.Append("---\n").ToString();
    }

    private static string Values(string snapshot)
    {
        using var document = JsonDocument.Parse(snapshot);
        return string.Join(", ", document.RootElement.EnumerateObject().Select(channel => $"{channel.Name} = {channel.Value.GetRawText()}"));
    }
}
