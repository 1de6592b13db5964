using MeetingIntel.Timeline;

namespace MeetingIntel.SttTasks;

/// <summary>A task was registered.</summary>
/// <param name="Task">The task, pending.</param>
[GenerateSerializer, Immutable, Alias("mi.event.stt-task.created")]
public sealed record SttTaskCreated([property: Id(0)] SttTask Task) : SessionEventData;

/// <summary>A task was transcribed; its words follow as a segment, if there are any.</summary>
/// <param name="Task">The task, done.</param>
[GenerateSerializer, Immutable, Alias("mi.event.stt-task.done")]
public sealed record SttTaskDone([property: Id(0)] SttTask Task) : SessionEventData;

/// <summary>A task failed. Its name on the timeline is ASTRA's, <c>error.occurred</c>.</summary>
/// <param name="Task">The task, failed.</param>
[GenerateSerializer, Immutable, Alias("mi.event.stt-task.failed")]
public sealed record SttTaskFailed([property: Id(0)] SttTask Task) : SessionEventData;
