using MeetingIntel.Timeline;

namespace MeetingIntel.Storage.Timeline;

/// <summary>Reads the journal.</summary>
public interface IJournalReads
{
    /// <summary>Reads a session's events in order.</summary>
    /// <param name="orgId">The organisation for which they are read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="after">The sequence number to read after; 0 from the start.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Events from <paramref name="after"/> + 1 on, without a hole; empty when there is none.</returns>
    Task<IReadOnlyList<SessionEvent>> ReadAsync(string orgId, string sessionId, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Reads a session's events of some types, in order.</summary>
    /// <param name="orgId">The organisation for which they are read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="types">Names of events.</param>
    /// <param name="after">The sequence number to read after; 0 from the start.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What there is of these types after it; empty when there is none.</returns>
    Task<IReadOnlyList<SessionEvent>> ReadAsync(string orgId, string sessionId, IReadOnlyList<string> types, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Reads the latest moment that events bear up to one of them: not always the last one's, since a server's clock may be set back.</summary>
    /// <param name="orgId">The organisation for which it is read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="upTo">The sequence number of the last event that counts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: there is no such event.</returns>
    Task<DateTimeOffset?> ReadLatestMomentAsync(string orgId, string sessionId, long upTo, CancellationToken cancellationToken);
}
