using System.Text;
using MeetingIntel.Api.Json;
using MeetingIntel.Notes;
using MeetingIntel.Storage.Notes;

namespace MeetingIntel.Api.Notes;

/// <summary>A note on the wire: ASTRA's.</summary>
/// <param name="Id">Note id.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Timestamp">When it was observed, UTC.</param>
/// <param name="Speaker">Who said it.</param>
/// <param name="Content">What was observed.</param>
/// <param name="Type"><c>observation</c>, <c>command</c> or <c>system</c>.</param>
/// <param name="Tags">Labels.</param>
/// <param name="TelemetrySnapshot">Channel and value at that moment.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="Version">1, and one more with each change; the ETag, without its quotes.</param>
internal sealed record NoteResponse(
    string Id,
    string SessionId,
    DateTimeOffset Timestamp,
    string? Speaker,
    string Content,
    NoteType Type,
    IReadOnlyList<string> Tags,
    RawJson? TelemetrySnapshot,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Version)
{
    /// <summary>From a note.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="note">The note.</param>
    public static NoteResponse From(string sessionId, Note note) => new(
        note.Id,
        sessionId,
        note.Timestamp,
        note.Speaker,
        note.Content,
        note.Type,
        note.Tags,
        note.TelemetrySnapshot is { } snapshot ? new RawJson(Encoding.UTF8.GetBytes(snapshot)) : null,
        note.CreatedAt,
        note.UpdatedAt,
        note.Version);
}

/// <summary>ASTRA's answer to a deletion.</summary>
/// <param name="Message">For people.</param>
internal sealed record NoteDeletedResponse(string Message);

/// <summary>What became of a note.</summary>
/// <param name="Versions">The oldest first.</param>
/// <param name="Next">What to pass as <c>after</c> for more; <see langword="null"/> when there is no more.</param>
internal sealed record NoteHistoryResponse(IReadOnlyList<NoteVersionResponse> Versions, long? Next);

/// <summary>A note after one of its changes.</summary>
/// <param name="Seq">The event of the timeline that changed it.</param>
/// <param name="At">When, UTC.</param>
/// <param name="By">Who: kind and id with a colon between; <see langword="null"/>: the server itself.</param>
/// <param name="ByName">What they were called then.</param>
/// <param name="Note">As it was after that; <see langword="null"/>: it was deleted.</param>
internal sealed record NoteVersionResponse(long Seq, DateTimeOffset At, string? By, string? ByName, NoteResponse? Note)
{
    /// <summary>From what is on record.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="version">The version.</param>
    public static NoteVersionResponse From(string sessionId, NoteVersion version) =>
        new(version.Seq, version.At, version.Actor, version.ActorName, version.Note is { } note ? NoteResponse.From(sessionId, note) : null);
}

/// <summary>ASTRA's export of notes as JSON.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="SessionName">Its name.</param>
/// <param name="ExportedAt">UTC.</param>
/// <param name="Notes">By the time of their observation.</param>
internal sealed record NotesDocument(string SessionId, string SessionName, DateTimeOffset ExportedAt, IReadOnlyList<NoteResponse> Notes);

/// <summary>ASTRA's word of a note that was taken back.</summary>
/// <param name="Id">Which.</param>
internal sealed record DeletedNote(string Id);
