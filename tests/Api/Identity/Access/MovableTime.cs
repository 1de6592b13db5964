namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>The real clock, so much behind or ahead: what expires in an hour can be made, and found expired, within one test.</summary>
internal sealed class MovableTime : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    /// <summary>Moves the clock; timers and measured durations don't notice.</summary>
    public void Move(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
