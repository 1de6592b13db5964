using MeetingIntel.Erasure;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Erasure;

/// <summary>Takes a session out of the database, for good. Each step can be done again, by any process.</summary>
public interface ISessionErasure
{
    /// <summary>The first step: nobody finds the session from now on, and there is a receipt.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="reason">Why.</param>
    /// <param name="note">Whose session it must be, and who asks; for the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The receipt as it stands, also of one that was begun before; <see langword="null"/>: there is no such session, and was none.</returns>
    /// <exception cref="JournalUnavailableException">The database is away; whether it was done is open.</exception>
    Task<ErasureReceipt?> BeginAsync(string sessionId, ErasureReason reason, AuditNote note, CancellationToken cancellationToken);

    /// <summary>The receipt of a session's erasure, whoever asks.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<ErasureReceipt?> FindAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>A place in the order of all transactions: those that write now have one before it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<long> MarkAsync(CancellationToken cancellationToken);

    /// <summary>Whether all transactions before a place have ended, so that nothing that they write can still appear.</summary>
    /// <param name="mark">The place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<bool> IsPastAsync(long mark, CancellationToken cancellationToken);

    /// <summary>Takes away a piece of what there is of a session whose erasure has begun, of each table at most some thousand rows, and adds it to the receipt.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="keptReminder">The name of the reminder that sees to the erasure itself.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many rows.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<long> SweepAsync(string sessionId, string keptReminder, CancellationToken cancellationToken);

    /// <summary>Adds files that were deleted to the receipt.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="files">How many.</param>
    /// <param name="bytes">Their size.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task AddFilesAsync(string sessionId, long files, long bytes, CancellationToken cancellationToken);

    /// <summary>The last step: says in the receipt that nothing is left.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away; whether it was done is open.</exception>
    Task CompleteAsync(string sessionId, CancellationToken cancellationToken);
}
