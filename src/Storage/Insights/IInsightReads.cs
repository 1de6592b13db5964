using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Insights;

/// <summary>Reads what is understood of sessions.</summary>
public interface IInsightReads
{
    /// <summary>All that stands now, of one moment.</summary>
    /// <param name="orgId">The organisation for which it is read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The insights in the order in which they were first reported; nothing when there is no such session.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<StoredInsights> GetAsync(string orgId, string sessionId, CancellationToken cancellationToken);
}

/// <summary>What is understood, and what it rests on.</summary>
/// <param name="Insights">All that stands.</param>
/// <param name="ThroughSeq">The newest event that the last analysis had read; 0 before the first.</param>
/// <param name="Final">Whether the session had ended and all that was said is in.</param>
/// <param name="Stale">What rests on something that was corrected since, and is being worked out anew.</param>
public sealed record StoredInsights(InsightSet Insights, long ThroughSeq, bool Final, StaleInsights Stale)
{
    /// <summary>Of which nothing was corrected since.</summary>
    /// <param name="insights">All that stands.</param>
    /// <param name="throughSeq">The newest event that the last analysis had read.</param>
    /// <param name="final">Whether the session had ended and all that was said is in.</param>
    public StoredInsights(InsightSet insights, long throughSeq, bool final)
        : this(insights, throughSeq, final, StaleInsights.None)
    {
    }

    /// <summary>Nothing is understood yet.</summary>
    public static StoredInsights None { get; } = new(new(null, []), 0, final: false);
}
