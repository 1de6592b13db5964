namespace MeetingIntel.Grains.Placement;

/// <summary>How loaded this silo is. Thread-safe, except that one asks for the processor's share.</summary>
/// <param name="slots">Its channels.</param>
/// <param name="intake">Whether it takes anything new.</param>
/// <param name="clock">The clock.</param>
internal sealed class LocalLoad(ChannelSlots slots, Intake intake, TimeProvider clock)
{
    private int _sessions;
    private TimeSpan? _used;
    private long _usedAt = clock.GetTimestamp();
    private double _cpu;

    /// <summary>Active sessions.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>Processor time that this process has used so far.</summary>
    public Func<TimeSpan> CpuUsed { get; set; } = () => Environment.CpuUsage.TotalTime;

    /// <summary>This silo at this moment, with the processor's share of when it was last measured.</summary>
    public SiloState Now => new(slots.Live, intake.IsOpen ? slots.Capacity : 0, Sessions, Volatile.Read(ref _cpu));

    public void NoteSession() => Interlocked.Increment(ref _sessions);

    public void ForgetSession() => Interlocked.Decrement(ref _sessions);

    /// <summary>Measures which share of the cores this process has used since it was asked last; half of it counts, half is what it was before. The first time it only looks.</summary>
    public void MeasureCpu()
    {
        var (used, at) = (CpuUsed(), clock.GetTimestamp());
        var passed = clock.GetElapsedTime(_usedAt, at) * Environment.ProcessorCount;
        if (_used is { } before && passed > TimeSpan.Zero)
        {
            var share = Math.Clamp((used - before) / passed, 0, 1);
            Volatile.Write(ref _cpu, (_cpu + share) / 2);
        }

        (_used, _usedAt) = (used, at);
    }
}
