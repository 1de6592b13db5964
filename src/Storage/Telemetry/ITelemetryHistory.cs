namespace MeetingIntel.Storage.Telemetry;

/// <summary>Reads what was measured as a watcher would have seen it: at most ten values a second of each channel, however many there are.</summary>
public interface ITelemetryHistory
{
    /// <summary>What each channel showed at a moment: its last point then or before, by name.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="at">The moment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<ShownPoint>> ReadMomentAsync(string orgId, string sessionId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Reads the next page of all channels: of each tenth of a second the last point. Stretches without points cost nothing.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="from">Measured then or later.</param>
    /// <param name="until">Measured before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ShownPage> ReadAsync(string orgId, string sessionId, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);
}

/// <summary>A point that a watcher sees.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Unit">What it is measured in, if that is known.</param>
/// <param name="At">When it was measured, UTC.</param>
/// <param name="Value">The value.</param>
public sealed record ShownPoint(string Channel, string? Unit, DateTimeOffset At, double Value);

/// <summary>Points of all channels, in the order of time.</summary>
/// <param name="Points">The points.</param>
/// <param name="Until">Where the next page begins: all before it are in this one.</param>
public sealed record ShownPage(IReadOnlyList<ShownPoint> Points, DateTimeOffset Until);
