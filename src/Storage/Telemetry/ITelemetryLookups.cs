using MeetingIntel.Telemetry;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>Answers single questions about what was measured.</summary>
public interface ITelemetryLookups
{
    /// <summary>The last point of a channel before a moment.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="channelId">The channel.</param>
    /// <param name="from">Not before this, UTC.</param>
    /// <param name="before">The moment, UTC.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: there is none.</returns>
    Task<TelemetryReading?> FindLastAsync(string orgId, int channelId, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>What a channel did in a stretch of time, to the point: in whole minutes, and what is left over before and behind them.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="channelId">The channel.</param>
    /// <param name="from">Its beginning, UTC.</param>
    /// <param name="before">Its end, UTC, not included.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: nothing was measured in it.</returns>
    Task<TelemetryStretch?> SumUpAsync(string orgId, int channelId, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>The names of channels in all of an organisation's sessions, each once.</summary>
    /// <param name="orgId">The organisation for which they are read.</param>
    /// <param name="limit">At most so many, by name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<string>> ListNamesAsync(string orgId, int limit, CancellationToken cancellationToken);
}

/// <summary>What a channel did in a stretch of time.</summary>
/// <param name="Count">How many points.</param>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Last">The last.</param>
public sealed record TelemetryStretch(long Count, double Min, double Max, double Mean, double Last);
