using MeetingIntel.Grains.Sessions;
using MeetingIntel.Sessions;
using MeetingIntel.SttTasks;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.SttTasks;

/// <summary>What a command does to a task: pure, no I/O.</summary>
internal static class SttTaskRules
{
    public static readonly GrainError NotFound = new(GrainErrorKind.NotFound, "stt-task.not-found", "There is no such task in this session.");

    public static readonly GrainError Exists = new(GrainErrorKind.Conflict, "stt-task.exists", "There is a task with this id already.");

    /// <summary>What a task says that nobody spoke of in time.</summary>
    public const string TimedOut = "Nobody said in time what came of it.";

    public static GrainError Settled(SttTask task) =>
        new(GrainErrorKind.Conflict, "stt-task.settled", $"The task is {(task.Status == SttTaskStatus.Done ? "done" : "failed")} already; it can't change any more.");

    /// <summary>A new task.</summary>
    public static SttTask Create(AddSttTask command, DateTimeOffset now) => new(
        command.TaskId, command.Task.AudioChunkId, command.Task.DurationSeconds, SttTaskStatus.Pending, null, null, now, now, command.Task.Model);

    /// <summary>What came of a task, and the words that were said, where there are any.</summary>
    /// <param name="session">The session.</param>
    /// <param name="task">As it stands.</param>
    /// <param name="command">The outcome.</param>
    /// <param name="now">When it is put on record.</param>
    public static Decision Settle(SessionSnapshot session, SttTask task, SettleSttTask command, DateTimeOffset now)
    {
        var settled = task with { Status = command.Status, Transcript = command.Transcript, Error = command.Error, UpdatedAt = now };
        if (task.Status != SttTaskStatus.Pending)
        {
            // A client that got no answer says it again.
            return settled == task with { UpdatedAt = now } ? Decision.Nothing : Settled(task);
        }

        return command.Status switch
        {
            SttTaskStatus.Done when string.IsNullOrWhiteSpace(command.Transcript) => new SessionEventData[] { new SttTaskDone(settled) },
            SttTaskStatus.Done => new SessionEventData[] { new SttTaskDone(settled), new TranscriptSegmentAdded(Segment(session, settled)) },
            SttTaskStatus.Failed => new SessionEventData[] { new SttTaskFailed(settled) },
            _ => new GrainError(GrainErrorKind.Conflict, "stt-task.pending", "A task that is pending becomes done or failed."),
        };
    }

    /// <summary>The audio was recorded right before somebody registered it.</summary>
    private static TranscriptSegment Segment(SessionSnapshot session, SttTask task)
    {
        var end = Math.Max(0, (task.CreatedAt - (session.StartedAt ?? session.CreatedAt)).TotalSeconds);
        var start = Math.Max(0, end - (task.DurationSeconds ?? 0));
        return new("seg_" + task.Id, SessionRules.ExternalChannel, Speaker: null, start, end, task.Transcript!.Trim(), [], null, TranscriptSegment.OfClient, task.Model);
    }
}
