using System.ComponentModel;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Notes;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Notes;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Notes;

/// <summary>Notes over REST: ASTRA's paths and shapes, and what they lack: pages, versions, history.</summary>
internal static class NoteEndpoints
{
    private const string IdempotencyKey = "A name of this note, at most 100 characters: whoever repeats the request with it adds the note once.";
    private const string BadVersion = "note.bad-version";
    private const string IfMatch = "The ETag of the note as it was read: changes only that version, else answers 412. Without it the last one to write wins.";

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapNotes(this IEndpointRouteBuilder api)
    {
        var notes = api.MapGroup("/sessions/{sid}/notes").WithTags("notes");
        notes.MapPost("", AddAsync).Requires(Permissions.WriteNotes).WithSummary("Adds a note").Produces<NoteResponse>();
        notes.MapGet("", ListAsync).Requires(Permissions.ReadSessions).WithSummary("Lists notes by the time of their observation: all, or a page with 'limit', whose header X-Next-Cursor leads to the next one").Produces<NoteResponse[]>();
        notes.MapGet("/export", NoteExport.ExportAsync).Requires(Permissions.ReadSessions).WithSummary("Exports all notes as Markdown or JSON").Produces<string>(contentType: "text/markdown").Produces<NotesDocument>();
        notes.MapGet("/{noteId}", GetAsync).Requires(Permissions.ReadSessions).WithSummary("Reads a note").Produces<NoteResponse>();
        notes.MapPut("/{noteId}", EditAsync).Requires(Permissions.WriteNotes).WithSummary("Changes a note; what is absent or null stays").Produces<NoteResponse>();
        notes.MapDelete("/{noteId}", DeleteAsync).Requires(Permissions.WriteNotes).WithSummary("Takes a note back; its history stays").Produces<NoteDeletedResponse>();
        notes.MapGet("/{noteId}/history", HistoryAsync).Requires(Permissions.ListSessions).WithSummary("Who changed a note, and what it said before").Produces<NoteHistoryResponse>();
    }

    private static async Task<IResult> AddAsync(
        string sid, NoteRequest request, [FromHeader(Name = "Idempotency-Key"), Description(IdempotencyKey)] string? idempotencyKey, HttpResponse response, IGrainFactory grains) =>
        request.ReadNew(ItemIds.OfNote(sid, idempotencyKey), out var command) is { } problem
            ? problem
            : Answer(response, sid, await grains.GetGrain<ISessionGrain>(sid).AddNoteAsync(command));

    private static async Task<IResult> ListAsync(string sid, [AsParameters] NoteListQuery query, Caller caller, INoteReads reads, HttpResponse response, CancellationToken cancellationToken)
    {
        if (query.Read(out var filter, out var limit) is { } problem)
        {
            return problem;
        }

        if (limit is not { } count)
        {
            return TypedResults.Ok(AllNotes.ReadAsync(reads, caller.OrgId, sid, filter, cancellationToken).Select(note => NoteResponse.From(sid, note)));
        }

        var page = await reads.ListAsync(caller.OrgId, sid, filter, string.IsNullOrEmpty(query.Cursor) ? null : query.Cursor, count, cancellationToken);
        if (!page.Succeeded)
        {
            return ApiProblem.From(page.Error);
        }

        if (page.Value.Next is { } next)
        {
            response.Headers[SessionQueries.NextCursorHeader] = next;
        }

        return TypedResults.Ok(page.Value.Notes.Select(note => NoteResponse.From(sid, note)));
    }

    private static async Task<IResult> GetAsync(string sid, string noteId, Caller caller, INoteReads reads, HttpResponse response, CancellationToken cancellationToken) =>
        ItemIds.IsPlausible(noteId) && await reads.FindAsync(caller.OrgId, sid, noteId, cancellationToken) is { Deleted: false } found
            ? Answer(response, sid, found.Note)
            : ApiProblem.From(NoteErrors.NotFound);

    private static async Task<IResult> EditAsync(
        string sid, string noteId, NoteRequest request, [FromHeader(Name = "If-Match"), Description(IfMatch)] string? ifMatch, HttpResponse response, IGrainFactory grains)
    {
        if (!ItemIds.IsPlausible(noteId))
        {
            return ApiProblem.From(NoteErrors.NotFound);
        }

        var badVersion = VersionTag.Read(ifMatch, BadVersion, out var expected);
        return (request.ReadChange(noteId, expected, out var command) ?? badVersion) is { } problem
            ? problem
            : Answer(response, sid, await grains.GetGrain<ISessionGrain>(sid).EditNoteAsync(command));
    }

    private static async Task<IResult> DeleteAsync(string sid, string noteId, [FromHeader(Name = "If-Match"), Description(IfMatch)] string? ifMatch, IGrainFactory grains)
    {
        if (!ItemIds.IsPlausible(noteId))
        {
            return ApiProblem.From(NoteErrors.NotFound);
        }

        if (VersionTag.Read(ifMatch, BadVersion, out var expected) is { } problem)
        {
            return problem;
        }

        var deleted = await grains.GetGrain<ISessionGrain>(sid).DeleteNoteAsync(new DeleteNote(noteId, expected));
        return deleted.Succeeded ? TypedResults.Ok(new NoteDeletedResponse("The note is deleted.")) : ApiProblem.From(deleted.Error);
    }

    private static async Task<IResult> HistoryAsync(string sid, string noteId, [AsParameters] PageQuery query, Caller caller, INoteReads reads, CancellationToken cancellationToken)
    {
        if (query.Read(out var after, out var limit) is { } problem)
        {
            return problem;
        }

        var versions = ItemIds.IsPlausible(noteId) ? await reads.HistoryAsync(caller.OrgId, sid, noteId, after, limit + 1, cancellationToken) : [];
        if (versions.Count == 0 && after == 0)
        {
            return ApiProblem.From(NoteErrors.NotFound);
        }

        var page = versions.Take(limit).Select(version => NoteVersionResponse.From(sid, version)).ToArray();
        return TypedResults.Ok(new NoteHistoryResponse(page, versions.Count > limit ? page[^1].Seq : null));
    }

    private static IResult Answer(HttpResponse response, string sessionId, GrainResult<Note> result)
    {
        if (!result.Succeeded)
        {
            return ApiProblem.From(result.Error);
        }

        response.Headers.ETag = VersionTag.Of(result.Value.Version);
        return TypedResults.Ok(NoteResponse.From(sessionId, result.Value));
    }
}
