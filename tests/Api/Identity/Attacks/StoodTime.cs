namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>A clock that stands until a test moves it, while timers go on as they do: for a whole server, on which nothing must expire by chance.</summary>
internal sealed class StoodTime : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero).Ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
