using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Transcripts;

/// <summary>Audio that was kept is heard again.</summary>
/// <param name="Version">2, 3, 4 …</param>
/// <param name="Provider">Who hears.</param>
/// <param name="Model">The provider's model; <see langword="null"/> when there is none.</param>
/// <param name="By">Who asked for it; <see langword="null"/>: the server itself.</param>
[GenerateSerializer, Immutable, Alias("mi.event.transcript.version.started")]
public sealed record TranscriptVersionStarted(
    [property: Id(0)] int Version, [property: Id(1)] string Provider, [property: Id(2)] string? Model, [property: Id(3)] string? By) : SessionEventData;

/// <summary>What a stretch of a recording came to in a version.</summary>
/// <param name="Version">The version.</param>
/// <param name="Recording">The recording.</param>
/// <param name="FromOffset">The byte of its audio, decoded, that the stretch begins with.</param>
/// <param name="ToOffset">The byte after its last.</param>
/// <param name="ToTime">Seconds on the channel's audio clock that <paramref name="ToOffset"/> stands for.</param>
/// <param name="Segments">What was said; empty for silence.</param>
/// <param name="Gaps">What could not be heard.</param>
[GenerateSerializer, Immutable, Alias("mi.event.transcript.version.segments")]
public sealed record TranscriptVersionSegments(
    [property: Id(0)] int Version,
    [property: Id(1)] string Recording,
    [property: Id(2)] long FromOffset,
    [property: Id(3)] long ToOffset,
    [property: Id(4)] double ToTime,
    [property: Id(5)] IReadOnlyList<TranscriptSegment> Segments,
    [property: Id(6)] IReadOnlyList<TranscriptGap> Gaps) : SessionEventData;

/// <summary>All audio was heard.</summary>
/// <param name="Version">The version.</param>
[GenerateSerializer, Immutable, Alias("mi.event.transcript.version.done")]
public sealed record TranscriptVersionDone([property: Id(0)] int Version) : SessionEventData;

/// <summary>The audio can't be heard to its end; what there is of the version stays.</summary>
/// <param name="Version">The version.</param>
/// <param name="Error">Why, as a stable code.</param>
[GenerateSerializer, Immutable, Alias("mi.event.transcript.version.failed")]
public sealed record TranscriptVersionFailed([property: Id(0)] int Version, [property: Id(1)] string Error) : SessionEventData;
