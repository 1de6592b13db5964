using MeetingIntel.Api.Notes;
using MeetingIntel.Insights;

namespace MeetingIntel.Api.Exports;

/// <summary>A session to be read: what it was, what came of it, what was said and noted.</summary>
internal static class MarkdownExport
{
    private static readonly (InsightKind Kind, string Heading)[] Sections =
    [
        (InsightKind.Topic, "Topics"),
        (InsightKind.ActionItem, "Action items"),
        (InsightKind.Decision, "Decisions"),
        (InsightKind.Question, "Questions"),
        (InsightKind.Date, "Milestones"),
    ];

    /// <summary>Writes it.</summary>
    /// <param name="export">The session.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task WriteAsync(SessionExport export, Stream stream, CancellationToken stop)
    {
        await using var writer = ExportText.Writer(stream);
        await WriteHeadAsync(writer, export, await export.SpeakersAsync(stop));
        await WriteInsightsAsync(writer, export.Insights);
        await writer.WriteLineAsync("## Transcript\n");
        await foreach (var said in export.SaidAsync(stop))
        {
            await writer.WriteLineAsync($"**\\[{ExportText.Clock(said.Start)}\\] {MarkdownText.EscapeLine(said.Speaker)}:** {MarkdownText.EscapeLine(said.Segment.Text)}\n");
        }

        await writer.WriteLineAsync("## Notes\n");
        await foreach (var note in export.NotesAsync(stop))
        {
            await writer.WriteLineAsync(NoteMarkdown.Of(note));
        }
    }

    private static async Task WriteHeadAsync(StreamWriter writer, SessionExport export, IReadOnlyList<string> speakers)
    {
        var (session, details) = (export.Session, export.Session.Details);
        await writer.WriteLineAsync($"# {MarkdownText.EscapeLine(details.Name is { Length: > 0 } name ? name : session.Id)}\n");
        await writer.WriteLineAsync($"**Session:** {MarkdownText.EscapeLine(session.Id)}  ");
        await writer.WriteLineAsync($"**Started:** {ExportText.Moment(session.StartedAt)}  ");
        await writer.WriteLineAsync($"**Ended:** {ExportText.Moment(session.EndedAt)}  ");
        if (speakers.Count > 0)
        {
            await writer.WriteLineAsync($"**Participants:** {MarkdownText.EscapeLine(string.Join(", ", speakers))}  ");
        }

        await writer.WriteLineAsync($"**Exported:** {ExportText.Moment(export.At)}\n");
        if (!string.IsNullOrWhiteSpace(details.Description))
        {
            await writer.WriteLineAsync(MarkdownText.Escape(details.Description) + "\n");
        }
    }

    private static async Task WriteInsightsAsync(StreamWriter writer, InsightSet insights)
    {
        if (insights.Summary is { } summary)
        {
            await writer.WriteLineAsync($"## Summary\n\n{MarkdownText.Escape(summary.Text)}\n");
        }

        foreach (var (kind, heading) in Sections)
        {
            var lines = insights.Insights.Where(insight => insight.Kind == kind).Select(Line).ToList();
            if (lines.Count > 0)
            {
                await writer.WriteLineAsync($"## {heading}\n\n{string.Join('\n', lines)}\n");
            }
        }
    }

    private static string Line(Insight insight)
    {
        var box = insight.Kind is InsightKind.ActionItem ? insight.Status == InsightStatus.Settled ? "[x] " : "[ ] " : "";
        var who = insight.Assignee is { Length: > 0 } assignee ? $" — {MarkdownText.EscapeLine(assignee)}" : "";
        var due = insight.Due is { Length: > 0 } when ? $" ({MarkdownText.EscapeLine(when)})" : "";
        var answer = insight.Answer is { Length: > 0 } given ? $" — {MarkdownText.EscapeLine(given)}" : "";
        return $"- {box}{MarkdownText.EscapeLine(insight.Text)}{who}{due}{answer}";
    }
}
