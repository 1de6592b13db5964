using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Sessions;

/// <summary>Sessions that are being read in from files: appends with <see cref="JournalAppend.Importing"/> write them, and nobody sees them before they are whole.</summary>
public interface ISessionImports
{
    /// <summary>Whether a session is being read in, and not whole yet.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<bool> IsUnderWayAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>Shows a session: all of it is there.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away; whether it was done is open.</exception>
    Task CompleteAsync(string sessionId, AuditNote note, CancellationToken cancellationToken);

    /// <summary>Erases what there is of a session that is not whole; does nothing to one that is.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away; whether it was done is open.</exception>
    Task EraseAsync(string sessionId, CancellationToken cancellationToken);
}
