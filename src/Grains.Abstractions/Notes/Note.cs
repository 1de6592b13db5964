namespace MeetingIntel.Notes;

/// <summary>Something that was observed in a session, at a moment of its own. Source: ASTRA.</summary>
/// <param name="Id">Note id, <c>note_…</c>; opaque.</param>
/// <param name="Timestamp">When it was observed, UTC, to the microsecond.</param>
/// <param name="Speaker">Who said it, or <see langword="null"/>.</param>
/// <param name="Content">What was observed; may be empty.</param>
/// <param name="Type">What kind of note.</param>
/// <param name="Tags">Labels, in the order in which they were given.</param>
/// <param name="TelemetrySnapshot">A JSON object of channel and value at that moment, as text; <see langword="null"/>: nothing was measured.</param>
/// <param name="CreatedAt">When it was put on record, UTC.</param>
/// <param name="UpdatedAt">When it last changed, UTC.</param>
/// <param name="Version">1, and one more with each change.</param>
[GenerateSerializer, Immutable, Alias("mi.note")]
public sealed record Note(
    [property: Id(0)] string Id,
    [property: Id(1)] DateTimeOffset Timestamp,
    [property: Id(2)] string? Speaker,
    [property: Id(3)] string Content,
    [property: Id(4)] NoteType Type,
    [property: Id(5)] IReadOnlyList<string> Tags,
    [property: Id(6)] string? TelemetrySnapshot,
    [property: Id(7)] DateTimeOffset CreatedAt,
    [property: Id(8)] DateTimeOffset UpdatedAt,
    [property: Id(9)] int Version);

/// <summary>What kind of note.</summary>
[GenerateSerializer]
public enum NoteType
{
    /// <summary>Something that somebody saw or said.</summary>
    Observation,

    /// <summary>Something that was done to the system.</summary>
    Command,

    /// <summary>Something that the system said of itself.</summary>
    System,
}
