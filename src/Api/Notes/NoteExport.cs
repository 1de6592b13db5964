using System.ComponentModel;
using System.IO.Pipelines;
using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Exports;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Json;
using MeetingIntel.Notes;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Notes;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Notes;

/// <summary>All notes of a session as a document, as ASTRA's pages show them. Written page by page: no number of notes is too large.</summary>
internal sealed class NoteExport(INoteReads reads, Caller caller, SessionSnapshot session, CancellationToken stop)
{
    private const int FlushBytes = 32 * 1024;

    /// <summary>Answers with the document. As in ASTRA, whatever is not <c>json</c> is Markdown.</summary>
    public static async Task<IResult> ExportAsync(
        string sid, [FromQuery(Name = "format"), Description("markdown unless it is json.")] string? format, Caller caller, INoteReads reads, IGrainFactory grains, TimeProvider time, CancellationToken cancellationToken)
    {
        var session = await grains.GetGrain<ISessionGrain>(sid).GetAsync();
        if (!session.Succeeded)
        {
            return ApiProblem.From(session.Error);
        }

        var export = new NoteExport(reads, caller, session.Value, cancellationToken);
        return string.Equals(format, "json", StringComparison.OrdinalIgnoreCase)
            ? TypedResults.Stream(stream => export.WriteJsonAsync(stream, time.GetUtcNow()), "application/json")
            : TypedResults.Stream(export.WriteMarkdownAsync, "text/markdown; charset=utf-8");
    }

    private async Task WriteJsonAsync(Stream stream, DateTimeOffset now)
    {
        var pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await using (var writer = new Utf8JsonWriter(pipe))
        {
            writer.WriteStartObject();
            writer.WriteString("session_id", session.Id);
            writer.WriteString("session_name", session.Details.Name);
            writer.WriteString("exported_at", UtcTimeConverter.Write(now));
            writer.WriteStartArray("notes");
            await foreach (var note in ReadAsync())
            {
                JsonSerializer.Serialize(writer, NoteResponse.From(session.Id, note), ApiJson.Options);
                if (writer.BytesPending > FlushBytes)
                {
                    await writer.FlushAsync(stop);
                    await pipe.FlushAsync(stop);
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        await pipe.FlushAsync(stop);
    }

    private async Task WriteMarkdownAsync(Stream stream)
    {
        await using var writer = ExportText.Writer(stream);
        await writer.WriteLineAsync($"# {MarkdownText.EscapeLine(session.Details.Name)}\n");
        await writer.WriteLineAsync($"**Session ID:** {MarkdownText.EscapeLine(session.Id)}  ");
        await writer.WriteLineAsync($"**Started:** {(session.StartedAt is { } started ? UtcTimeConverter.Write(started) : "not yet")}  ");
        await writer.WriteLineAsync($"**Status:** {JsonNamingPolicy.SnakeCaseLower.ConvertName(session.Status.ToString())}\n");
        await writer.WriteLineAsync("---\n\n## Notes\n");
        await foreach (var note in ReadAsync())
        {
            await writer.WriteLineAsync(NoteMarkdown.Of(note));
        }
    }

    private IAsyncEnumerable<Note> ReadAsync() => AllNotes.ReadAsync(reads, caller.OrgId, session.Id, new NoteFilter(), stop);
}
