namespace MeetingIntel.Notes;

/// <summary>Adds a note.</summary>
/// <param name="NoteId">Its id. One that exists already is the same request again, which does nothing.</param>
/// <param name="Timestamp">When it was observed, UTC, to the microsecond.</param>
/// <param name="Content">What was observed.</param>
/// <param name="Speaker">Who said it.</param>
/// <param name="Type">What kind of note.</param>
/// <param name="Tags">Labels.</param>
/// <param name="TelemetrySnapshot">A JSON object, as text.</param>
[GenerateSerializer, Immutable, Alias("mi.note.add")]
public sealed record AddNote(
    [property: Id(0)] string NoteId,
    [property: Id(1)] DateTimeOffset Timestamp,
    [property: Id(2)] string Content,
    [property: Id(3)] string? Speaker,
    [property: Id(4)] NoteType Type,
    [property: Id(5)] IReadOnlyList<string> Tags,
    [property: Id(6)] string? TelemetrySnapshot);

/// <summary>Changes a note; <see langword="null"/> leaves a field as it is.</summary>
/// <param name="NoteId">Which.</param>
/// <param name="Content">New text.</param>
/// <param name="Speaker">Who said it.</param>
/// <param name="Type">What kind of note.</param>
/// <param name="Tags">All of its labels.</param>
/// <param name="Expected">The version that was looked at when this was decided; <see langword="null"/>: whichever stands.</param>
[GenerateSerializer, Immutable, Alias("mi.note.edit")]
public sealed record EditNote(
    [property: Id(0)] string NoteId,
    [property: Id(1)] string? Content,
    [property: Id(2)] string? Speaker,
    [property: Id(3)] NoteType? Type,
    [property: Id(4)] IReadOnlyList<string>? Tags,
    [property: Id(5)] int? Expected);

/// <summary>Takes a note back.</summary>
/// <param name="NoteId">Which.</param>
/// <param name="Expected">The version that was looked at when this was decided; <see langword="null"/>: whichever stands.</param>
[GenerateSerializer, Immutable, Alias("mi.note.delete")]
public sealed record DeleteNote([property: Id(0)] string NoteId, [property: Id(1)] int? Expected);
