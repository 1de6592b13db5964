using MeetingIntel.Telemetry;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>
/// Looks at a channel's points as they come and says when a limit is crossed. Worse is said at once, better when it has been better for a while; a point that comes
/// behind newer ones is said once for each commit, and changes nothing of what stands.
/// </summary>
/// <param name="channel">The channel's name.</param>
/// <param name="unit">What it is measured in.</param>
/// <param name="limits">Its limits.</param>
internal sealed class LimitWatch(string channel, string? unit, TelemetryLimits limits)
{
    /// <summary>So many crossings of a channel are told of one commit; of more only how it ends.</summary>
    public const int MaxCrossings = 100;

    private readonly List<TelemetryLimitCrossed> _crossings = [];
    private TelemetryLimitCrossed? _late;
    private TelemetryLimitCrossed? _untold;
    private TelemetryLevel _told;

    /// <summary>What is said of the channel now.</summary>
    public TelemetryLevel Level { get; private set; }

    /// <summary>Since when it has been better than <see cref="Level"/>.</summary>
    public DateTimeOffset? CalmSince { get; private set; }

    /// <summary>The newest point that was looked at.</summary>
    public DateTimeOffset? WatchedTo { get; private set; }

    /// <summary>The number of the last crossing.</summary>
    public long Number { get; private set; }

    /// <summary>Goes on where somebody stopped.</summary>
    /// <param name="level">What was said last.</param>
    /// <param name="calmSince">Since when it had been better.</param>
    /// <param name="watchedTo">The newest point that had been looked at.</param>
    /// <param name="number">The number of the last crossing.</param>
    public LimitWatch GoOn(TelemetryLevel level, DateTimeOffset? calmSince, DateTimeOffset? watchedTo, long number)
    {
        (Level, _told, CalmSince, WatchedTo, Number) = (level, level, calmSince, watchedTo, number);
        return this;
    }

    /// <summary>Looks at a point.</summary>
    /// <param name="at">When it was measured; points of one commit come in this order.</param>
    /// <param name="value">What was measured.</param>
    public void Look(DateTimeOffset at, double value)
    {
        var (level, limit) = LevelOf(value);
        if (at < WatchedTo)
        {
            if (level > (_late?.Level ?? TelemetryLevel.Ok))
                _late = new(channel, 0, level, Level, value, limit, unit, at, Late: true);
            return;
        }

        WatchedTo = at;
        if (level < Level)
        {
            CalmSince ??= at;
            if (at - CalmSince < TimeSpan.FromSeconds(limits.HoldSeconds))
                return;
        }

        CalmSince = null;
        if (level == Level)
            return;

        Tell(new(channel, 0, level, Level, value, level > Level ? limit : null, unit, at, Late: false));
        Level = level;
    }

    /// <summary>What there is to say of the commit, numbered on.</summary>
    public IReadOnlyList<TelemetryLimitCrossed> Finish()
    {
        if (_untold is { } last && last.Level != _told)
            _crossings.Add(last with { Previous = _told });
        if (_late is { } late)
            _crossings.Add(late);
        return _crossings.ConvertAll(crossing => crossing with { Number = ++Number });
    }

    private void Tell(TelemetryLimitCrossed crossing)
    {
        if (_crossings.Count < MaxCrossings)
        {
            _crossings.Add(crossing);
            _told = crossing.Level;
        }
        else
        {
            _untold = crossing;
        }
    }

    private (TelemetryLevel Level, double? Limit) LevelOf(double value) =>
        value < limits.AlarmLow ? (TelemetryLevel.Alarm, limits.AlarmLow)
        : value > limits.AlarmHigh ? (TelemetryLevel.Alarm, limits.AlarmHigh)
        : value < limits.WarnLow ? (TelemetryLevel.Warn, limits.WarnLow)
        : value > limits.WarnHigh ? (TelemetryLevel.Warn, limits.WarnHigh)
        : (TelemetryLevel.Ok, null);
}
