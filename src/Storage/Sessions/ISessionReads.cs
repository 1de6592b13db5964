using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Sessions;

/// <summary>Reads sessions.</summary>
public interface ISessionReads
{
    /// <summary>A session with its channels and the number of its newest event, all of one moment.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when there is none.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<SessionSnapshot?> LoadAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>Who owns a session.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when there is no such session.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<SessionOwner?> FindOwnerAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>A page of an organisation's sessions, by <see cref="SessionSnapshot.CreatedAt"/>.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="filter">Which of its sessions.</param>
    /// <param name="order">From which end.</param>
    /// <param name="cursor"><see cref="SessionPage.Next"/> of the page before; <see langword="null"/> for the first.</param>
    /// <param name="limit">At most so many, 1 or more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page, or <c>session.bad-cursor</c> when the cursor is none that a page gave.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<GrainResult<SessionPage>> ListAsync(string orgId, SessionFilter filter, SessionOrder order, string? cursor, int limit, CancellationToken cancellationToken);
}

/// <summary>Whose a session is; it stays so.</summary>
/// <param name="OrgId">The organisation.</param>
/// <param name="OwnerId">Who in it created the session.</param>
public sealed record SessionOwner(string OrgId, string OwnerId);

/// <summary>Which sessions; all conditions must hold, those that are <see langword="null"/> do.</summary>
/// <param name="Status">Where it is in its life.</param>
/// <param name="Type">The kind, as the client names it.</param>
/// <param name="Name">A part of the name; case does not matter.</param>
/// <param name="From">Created then or later.</param>
/// <param name="To">Created then or before.</param>
public sealed record SessionFilter(SessionStatus? Status = null, string? Type = null, string? Name = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>From which end a list begins.</summary>
public enum SessionOrder
{
    /// <summary>Newest first.</summary>
    NewestFirst,

    /// <summary>Oldest first.</summary>
    OldestFirst,
}

/// <summary>A page of sessions.</summary>
/// <param name="Sessions">In order.</param>
/// <param name="Next">Opaque; gives the following page. <see langword="null"/> when there is none.</param>
public sealed record SessionPage(IReadOnlyList<SessionSnapshot> Sessions, string? Next);
