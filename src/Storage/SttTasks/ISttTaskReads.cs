using MeetingIntel.Storage.Timeline;
using MeetingIntel.SttTasks;

namespace MeetingIntel.Storage.SttTasks;

/// <summary>Reads tasks from their query table.</summary>
public interface ISttTaskReads
{
    /// <summary>A page of a session's tasks, the newest first.</summary>
    /// <param name="orgId">The organisation for which they are read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="beforeSeq">Only those that were created by earlier events; <see langword="null"/>: all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyList<StoredSttTask>> ListAsync(string orgId, string sessionId, long? beforeSeq, int limit, CancellationToken cancellationToken);

    /// <summary>One task.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="taskId">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when the session has no such task.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<SttTask?> FindAsync(string orgId, string sessionId, string taskId, CancellationToken cancellationToken);

    /// <summary>The session of a task that is pending, whosever it is: for the task itself.</summary>
    /// <param name="taskId">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when nothing is pending under this id.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<string?> FindSessionOfPendingAsync(string taskId, CancellationToken cancellationToken);
}

/// <summary>A task and its place.</summary>
/// <param name="Task">As it stands.</param>
/// <param name="Seq">The event that created it.</param>
public sealed record StoredSttTask(SttTask Task, long Seq);
