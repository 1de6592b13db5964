namespace MeetingIntel.SttTasks;

/// <summary>What can go wrong with a task, with its stable codes.</summary>
public static class SttTaskErrors
{
    /// <summary>There is none.</summary>
    public static GrainError NotFound { get; } = new(GrainErrorKind.NotFound, "stt-task.not-found", "There is no such task in this session.");

    /// <summary>Pending is no outcome.</summary>
    public static GrainError Pending { get; } = new(GrainErrorKind.Conflict, "stt-task.pending", "A task that is pending becomes done or failed.");

    /// <summary>Something else came of it before.</summary>
    /// <param name="task">As it stands.</param>
    public static GrainError Settled(SttTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new(GrainErrorKind.Conflict, "stt-task.settled", $"The task is {(task.Status == SttTaskStatus.Done ? "done" : "failed")} already; it can't change any more.");
    }
}
