namespace MeetingIntel.SttTasks;

/// <summary>A chunk of audio that is transcribed apart from the live channels, and what came of it. Source: ASTRA.</summary>
/// <param name="Id">Task id, <c>stt_…</c>; opaque.</param>
/// <param name="AudioChunkId">The client's own name for the audio; not unique.</param>
/// <param name="DurationSeconds">How long the audio is, if the client says so.</param>
/// <param name="Status">Where it is in its life.</param>
/// <param name="Transcript">What was said; <see langword="null"/> until it is done, and where nothing was heard.</param>
/// <param name="Error">Why it failed, in words for people.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="Model">What transcribed it, where that is known.</param>
[GenerateSerializer, Immutable, Alias("mi.stt-task")]
public sealed record SttTask(
    [property: Id(0)] string Id,
    [property: Id(1)] string AudioChunkId,
    [property: Id(2)] double? DurationSeconds,
    [property: Id(3)] SttTaskStatus Status,
    [property: Id(4)] string? Transcript,
    [property: Id(5)] string? Error,
    [property: Id(6)] DateTimeOffset CreatedAt,
    [property: Id(7)] DateTimeOffset UpdatedAt,
    [property: Id(8)] string? Model);

/// <summary>Where a task is in its life: it is pending, and then done or failed for good.</summary>
[GenerateSerializer]
public enum SttTaskStatus
{
    /// <summary>Somebody is transcribing.</summary>
    Pending,

    /// <summary>It was transcribed.</summary>
    Done,

    /// <summary>It could not be transcribed, or nobody said in time what came of it.</summary>
    Failed,
}
