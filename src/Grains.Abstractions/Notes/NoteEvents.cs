using MeetingIntel.Timeline;

namespace MeetingIntel.Notes;

/// <summary>A note was added.</summary>
/// <param name="Note">The note.</param>
/// <param name="By">Who added it: kind and id with a colon between; <see langword="null"/>: the server itself.</param>
[GenerateSerializer, Immutable, Alias("mi.event.note.created")]
public sealed record NoteCreated([property: Id(0)] Note Note, [property: Id(1)] string? By) : SessionEventData;

/// <summary>A note was changed, or said again as it was.</summary>
/// <param name="Note">The whole note as it stands now.</param>
/// <param name="By">Who changed it.</param>
[GenerateSerializer, Immutable, Alias("mi.event.note.updated")]
public sealed record NoteUpdated([property: Id(0)] Note Note, [property: Id(1)] string? By) : SessionEventData;

/// <summary>A note was taken back.</summary>
/// <param name="Id">Which.</param>
/// <param name="By">Who took it back.</param>
[GenerateSerializer, Immutable, Alias("mi.event.note.deleted")]
public sealed record NoteDeleted([property: Id(0)] string Id, [property: Id(1)] string? By) : SessionEventData;
