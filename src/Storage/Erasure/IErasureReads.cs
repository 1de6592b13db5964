using MeetingIntel.Erasure;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Erasure;

/// <summary>Receipts, and which sessions are due.</summary>
public interface IErasureReads
{
    /// <summary>An organisation's receipts, the newest first.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="cursor">Where the page before ended; <see langword="null"/>: at the beginning.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page, with where it ended when there is more; or <c>erasure.bad-cursor</c>.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<GrainResult<ErasurePage>> ListAsync(string orgId, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>One receipt.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="id">Its id, or the session's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<ErasureReceipt?> FindAsync(string orgId, string id, CancellationToken cancellationToken);

    /// <summary>For how many days after its end an organisation keeps a session.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: for ever.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<int?> FindRetentionAsync(string orgId, CancellationToken cancellationToken);

    /// <summary>Sessions that are kept no longer: that ended before a moment, or in which nothing has happened since although nobody ended them.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="before">The moment.</param>
    /// <param name="limit">At most so many, the oldest first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyList<string>> ListDueAsync(string orgId, DateTimeOffset before, int limit, CancellationToken cancellationToken);
}

/// <summary>A page of receipts.</summary>
/// <param name="Receipts">The receipts.</param>
/// <param name="Next">Where the next page begins; <see langword="null"/>: there is none.</param>
public sealed record ErasurePage(IReadOnlyList<ErasureReceipt> Receipts, string? Next);
