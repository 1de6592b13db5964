namespace MeetingIntel.SttTasks;

/// <summary>Registers a chunk of audio that somebody is going to transcribe.</summary>
/// <param name="SessionId">The session it belongs to.</param>
/// <param name="AudioChunkId">The client's own name for the audio.</param>
/// <param name="DurationSeconds">How long it is, if the client says so.</param>
/// <param name="Model">What is going to transcribe it, where that is known.</param>
[GenerateSerializer, Immutable, Alias("mi.stt-task.register")]
public sealed record RegisterSttTask(
    [property: Id(0)] string SessionId, [property: Id(1)] string AudioChunkId, [property: Id(2)] double? DurationSeconds, [property: Id(3)] string? Model = null);

/// <summary>Puts a registered task on its session's timeline.</summary>
/// <param name="TaskId">Its id; the same again does nothing.</param>
/// <param name="Task">What was registered.</param>
[GenerateSerializer, Immutable, Alias("mi.stt-task.add")]
public sealed record AddSttTask([property: Id(0)] string TaskId, [property: Id(1)] RegisterSttTask Task);

/// <summary>Says what came of a task.</summary>
/// <param name="TaskId">Which.</param>
/// <param name="Status">Done or failed.</param>
/// <param name="Transcript">What was said, of one that is done.</param>
/// <param name="Error">Why, of one that failed.</param>
[GenerateSerializer, Immutable, Alias("mi.stt-task.settle")]
public sealed record SettleSttTask(
    [property: Id(0)] string TaskId, [property: Id(1)] SttTaskStatus Status, [property: Id(2)] string? Transcript, [property: Id(3)] string? Error);
