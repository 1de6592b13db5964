namespace MeetingIntel.Storage.Telemetry;

/// <summary>What buckets are made of.</summary>
internal enum BucketLevel
{
    /// <summary>Points.</summary>
    Points,

    /// <summary>Seconds, and points where there are none.</summary>
    Seconds,

    /// <summary>Minutes.</summary>
    Minutes,
}

/// <summary>How long buckets are, and what they are made of.</summary>
/// <param name="Length">How long, whole milliseconds; of seconds and minutes whole ones.</param>
/// <param name="Level">What they are made of.</param>
internal readonly record struct BucketWidth(TimeSpan Length, BucketLevel Level)
{
    /// <summary>Chooses.</summary>
    /// <param name="span">The stretch.</param>
    /// <param name="resolution">How long a bucket is to be, seconds, if that is asked for.</param>
    /// <param name="maxPoints">At most so many, 2 or more.</param>
    /// <param name="few">Whether the points are so few that they can be read one by one.</param>
    /// <returns>As asked for, or the next longer length that is allowed.</returns>
    public static BucketWidth Choose(TimeSpan span, double? resolution, int maxPoints, bool few)
    {
        // One less: a stretch that begins within a bucket touches one more than fit into it.
        var needed = span / (maxPoints - 1);
        var asked = resolution is { } given && TimeSpan.FromSeconds(given) > needed ? TimeSpan.FromSeconds(given) : needed;
        return asked > TimeSpan.FromSeconds(59) ? new(RoundUp(asked, TimeSpan.FromMinutes(1)), BucketLevel.Minutes)
            : few ? new(RoundUp(asked, TimeSpan.FromMilliseconds(1)), BucketLevel.Points)
            : new(RoundUp(asked, TimeSpan.FromSeconds(1)), BucketLevel.Seconds);
    }

    /// <summary>When the bucket begins that a moment is in.</summary>
    /// <param name="at">The moment, UTC.</param>
    public DateTimeOffset Floor(DateTimeOffset at)
    {
        var ticks = at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        var into = ticks % Length.Ticks;
        return at.AddTicks(into < 0 ? -into - Length.Ticks : -into);
    }

    private static TimeSpan RoundUp(TimeSpan length, TimeSpan unit) => length <= unit ? unit : unit * ((length.Ticks + unit.Ticks - 1) / unit.Ticks);
}
