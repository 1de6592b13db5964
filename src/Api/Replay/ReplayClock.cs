namespace MeetingIntel.Api.Replay;

/// <summary>The clock of a replay: shows a time of the session, which goes by faster or slower than the world's, or stands still.</summary>
/// <param name="time">The world's clock.</param>
/// <param name="at">What it shows first.</param>
/// <param name="speed">So many of its seconds go by in one.</param>
/// <param name="isPaused">Whether it stands still at first.</param>
internal sealed class ReplayClock(TimeProvider time, DateTimeOffset at, double speed, bool isPaused)
{
    private DateTimeOffset _at = at;
    private long _since = time.GetTimestamp();

    /// <summary>So many of its seconds go by in one.</summary>
    public double Speed { get; private set; } = speed;

    /// <summary>Whether it stands still.</summary>
    public bool IsPaused { get; private set; } = isPaused;

    /// <summary>What it shows.</summary>
    public DateTimeOffset At => IsPaused ? _at : _at + (time.GetElapsedTime(_since) * Speed);

    /// <summary>Stops it.</summary>
    public void Pause()
    {
        Set(At);
        IsPaused = true;
    }

    /// <summary>Lets it go on.</summary>
    public void Resume()
    {
        Set(At);
        IsPaused = false;
    }

    /// <summary>Makes it go faster or slower from now on.</summary>
    /// <param name="speed">So many of its seconds go by in one.</param>
    public void ChangeSpeed(double speed)
    {
        Set(At);
        Speed = speed;
    }

    /// <summary>Sets it.</summary>
    /// <param name="at">What it shows now.</param>
    public void Set(DateTimeOffset at)
    {
        _at = at;
        _since = time.GetTimestamp();
    }

    /// <summary>How long it is, by the world's clock, until this one shows a time; infinite while it stands still. Whole milliseconds, as timers count them, never too short.</summary>
    /// <param name="due">The time.</param>
    public TimeSpan Until(DateTimeOffset due)
    {
        var left = due - At;
        return left <= TimeSpan.Zero ? TimeSpan.Zero
            : IsPaused ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(Math.Ceiling((left / Speed).TotalMilliseconds));
    }
}
