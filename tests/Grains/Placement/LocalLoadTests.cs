using MeetingIntel.Grains.Placement;
using MeetingIntel.Testing.Time;

namespace MeetingIntel.Grains.Tests.Placement;

public sealed class LocalLoadTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly SlotsOfATest _slots = new(400);
    private readonly LocalLoad _load;

    public LocalLoadTests() => _load = new LocalLoad(_slots.Slots, _slots.Intake, _time);

    [Fact]
    public void Now_TellsSlotsAndSessions()
    {
        _slots.Slots.Take();
        _load.NoteSession();
        _load.NoteSession();
        _load.ForgetSession();

        Assert.Equal((1, 400, 1), (_load.Now.LiveChannels, _load.Now.ChannelCapacity, _load.Now.Sessions));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Now_AboutToLeaveOrUnfit_TakesNothing(bool leaving, bool unfit)
    {
        (_slots.Intake.IsLeaving, _slots.Intake.IsUnfit) = (() => leaving, () => unfit);

        Assert.False(_load.Now.Takes);
        Assert.False(_load.Now.HasRoom);
    }

    [Fact]
    public void MeasureCpu_BusyThenIdle_RisesAndFallsByHalves()
    {
        var used = TimeSpan.FromHours(1);
        _load.CpuUsed = () => used;
        _time.Advance(TimeSpan.FromSeconds(1));
        _load.MeasureCpu();

        // A second in which all cores are busy, then one in which none is.
        used += TimeSpan.FromSeconds(Environment.ProcessorCount);
        _time.Advance(TimeSpan.FromSeconds(1));
        _load.MeasureCpu();
        Assert.Equal(0.5, _load.Now.Cpu, 3);

        _time.Advance(TimeSpan.FromSeconds(1));
        _load.MeasureCpu();
        Assert.Equal(0.25, _load.Now.Cpu, 3);
    }

    public void Dispose() => _slots.Dispose();
}
