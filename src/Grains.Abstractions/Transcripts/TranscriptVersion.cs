namespace MeetingIntel.Transcripts;

/// <summary>Where a version of a transcript is in its life.</summary>
[GenerateSerializer]
public enum TranscriptVersionStatus
{
    /// <summary>The audio is being heard.</summary>
    Running,

    /// <summary>All of it was heard.</summary>
    Done,

    /// <summary>It can't be heard to its end.</summary>
    Failed,
}

/// <summary>One hearing of a session's audio. Version 1 is what stands on the timeline itself; the others are of audio that was kept.</summary>
/// <param name="Number">2, 3, 4 …</param>
/// <param name="Provider">Who hears.</param>
/// <param name="Model">The provider's model; <see langword="null"/> when there is none.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="By">Who asked for it: kind and id with a colon between; <see langword="null"/>: the server itself.</param>
/// <param name="Status">Where it is.</param>
/// <param name="Error">Why it failed, as a stable code.</param>
/// <param name="Segments">Segments so far.</param>
/// <param name="Words">Words in them.</param>
[GenerateSerializer, Immutable, Alias("mi.transcript.version")]
public sealed record TranscriptVersion(
    [property: Id(0)] int Number,
    [property: Id(1)] string Provider,
    [property: Id(2)] string? Model,
    [property: Id(3)] DateTimeOffset CreatedAt,
    [property: Id(4)] string? By,
    [property: Id(5)] TranscriptVersionStatus Status,
    [property: Id(6)] string? Error = null,
    [property: Id(7)] int Segments = 0,
    [property: Id(8)] int Words = 0);

/// <summary>Begins a version of a transcript.</summary>
/// <param name="Provider">Who is to hear.</param>
/// <param name="Model">The provider's model.</param>
[GenerateSerializer, Immutable, Alias("mi.transcript.version.begin")]
public sealed record BeginTranscriptVersion([property: Id(0)] string Provider, [property: Id(1)] string? Model);
