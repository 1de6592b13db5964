using MeetingIntel.Telemetry;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>Crossings of limits, from the points that they were found in to their sessions' timelines: on record from the beginning, so that none is lost on the way.</summary>
public interface ITelemetryCrossings
{
    /// <summary>Waits until there may be some.</summary>
    /// <param name="patience">Looks at the latest after so long: another process may have left some behind.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Reads those that are on their way.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Each channel's in order.</returns>
    /// <exception cref="Timeline.JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyList<PendingCrossing>> ReadAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Takes away what has arrived, or belongs nowhere any more.</summary>
    /// <param name="crossings">As they were read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Timeline.JournalUnavailableException">The database is away.</exception>
    Task RemoveAsync(IReadOnlyList<PendingCrossing> crossings, CancellationToken cancellationToken);
}

/// <summary>A crossing on its way to its session's timeline.</summary>
/// <param name="ChannelId">The channel's number.</param>
/// <param name="OrgId">Its organisation.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="Crossing">What happened.</param>
public sealed record PendingCrossing(int ChannelId, string OrgId, string SessionId, TelemetryLimitCrossed Crossing);
