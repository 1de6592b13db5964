using MeetingIntel.SttTasks;

namespace MeetingIntel.Api.SttTasks;

/// <summary>A task on the wire: ASTRA's.</summary>
/// <param name="Id">Task id.</param>
/// <param name="SessionId">The session.</param>
/// <param name="AudioChunkId">The client's own name for the audio.</param>
/// <param name="DurationSeconds">How long the audio is.</param>
/// <param name="Status"><c>pending</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Transcript">What was said.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="Model">What transcribed it.</param>
internal sealed record SttTaskResponse(
    string Id,
    string SessionId,
    string AudioChunkId,
    double? DurationSeconds,
    SttTaskStatus Status,
    string? Transcript,
    string? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? Model)
{
    /// <summary>From a task.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="task">The task.</param>
    public static SttTaskResponse From(string sessionId, SttTask task) => new(
        task.Id, sessionId, task.AudioChunkId, task.DurationSeconds, task.Status, task.Transcript, task.Error, task.CreatedAt, task.UpdatedAt, task.Model);
}

/// <summary>ASTRA's <c>error.occurred</c>; which task it was is ours to add.</summary>
/// <param name="Message">Why, for people.</param>
/// <param name="Source">Always <c>stt</c>.</param>
/// <param name="TaskId">The task that failed.</param>
/// <param name="AudioChunkId">The client's own name for the audio.</param>
internal sealed record SttTaskError(string Message, string Source, string TaskId, string AudioChunkId)
{
    /// <summary>From a task that failed.</summary>
    /// <param name="task">The task.</param>
    public static SttTaskError From(SttTask task) => new(task.Error ?? "The audio could not be transcribed.", "stt", task.Id, task.AudioChunkId);
}

/// <summary>ASTRA's <c>transcript.chunk.ready</c>.</summary>
/// <param name="Id">The task.</param>
/// <param name="AudioChunkId">The client's own name for the audio.</param>
/// <param name="Delta">What is new.</param>
/// <param name="Transcript">All so far.</param>
/// <param name="IsFinal">Never: the last word is <c>stt.task.done</c>.</param>
internal sealed record SttTaskChunk(string Id, string AudioChunkId, string Delta, string Transcript, bool IsFinal)
{
    /// <summary>From what was heard.</summary>
    /// <param name="heard">The signal.</param>
    public static SttTaskChunk From(SttTaskHeard heard) => new(heard.Channel, heard.AudioChunkId, heard.Delta, heard.Transcript, IsFinal: false);
}
