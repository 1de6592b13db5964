using System.Diagnostics.Metrics;
using MeetingIntel.Providers.Stt;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Grains.Placement;

/// <summary>The live audio channels of this silo, and how many it takes. Meter <see cref="MeterName"/>. Thread-safe.</summary>
internal sealed class ChannelSlots : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "MeetingIntel.Placement";

    private readonly Intake _intake;
    private readonly Meter _meter;
    private readonly Counter<int> _refused;
    private int _live;

    public ChannelSlots(IOptions<LimitsOptions> limits, ISttProvider provider, Intake intake, IMeterFactory meters)
    {
        _intake = intake;
        Capacity = CapacityOf(limits.Value, provider.Capabilities.LocalChannels);
        _meter = meters.Create(MeterName);
        _meter.CreateObservableUpDownCounter("meetingintel.transcription.channels.live", () => Live, "{channel}", "Audio channels that this silo transcribes.");
        _meter.CreateObservableGauge("meetingintel.transcription.channels.capacity", () => Capacity, "{channel}", "Audio channels that this silo takes at most.");
        _meter.CreateObservableGauge("meetingintel.transcription.channels.use", () => Use, "1", "Slots for audio channels that are in use, of those that this silo has.");
        _refused = _meter.CreateCounter<int>("meetingintel.transcription.channels.refused", "{channel}", "Audio channels that were not taken because all slots were in use.");
        // Told before it has happened: see SpeechMetrics.StartAtZero.
        _refused.Add(0);
    }

    /// <summary>Channels that are taken at most.</summary>
    public int Capacity { get; }

    /// <summary>Channels that are taken.</summary>
    public int Live => Volatile.Read(ref _live);

    /// <summary>0…1: slots in use of those there are; above 1 while more had to be finished here.</summary>
    public double Use => Live / (double)Capacity;

    /// <summary>Takes a slot if one is free, unless this silo is about to leave: whoever came now would have to move on in a moment.</summary>
    public bool TryTake()
    {
        if (_intake.IsLeaving())
        {
            return false;
        }

        for (var live = Live; live < Capacity; live = Live)
        {
            if (Interlocked.CompareExchange(ref _live, live + 1, live) == live)
            {
                return true;
            }
        }

        _refused.Add(1);
        return false;
    }

    /// <summary>Takes a slot, free or not: for what must be finished here.</summary>
    public void Take() => Interlocked.Increment(ref _live);

    /// <summary>Gives a slot back.</summary>
    public void Release() => Interlocked.Decrement(ref _live);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static int CapacityOf(LimitsOptions limits, int? local) => local switch
    {
        null => limits.LiveChannels,
        { } carried => Math.Min(limits.LiveChannels, limits.LocalSttChannels ?? carried),
    };
}

/// <summary>The slot of one channel, which it has or has not.</summary>
/// <param name="slots">The slots of this silo.</param>
internal sealed class ChannelSlot(ChannelSlots slots)
{
    private bool _held;

    /// <summary>Takes one, unless it has one already.</summary>
    /// <returns>Whether it has one now.</returns>
    public bool TryHold() => _held || (_held = slots.TryTake());

    /// <summary>Takes one, free or not.</summary>
    public void Hold()
    {
        if (!_held)
        {
            _held = true;
            slots.Take();
        }
    }

    /// <summary>Gives it back, if it has one.</summary>
    public void Release()
    {
        if (_held)
        {
            _held = false;
            slots.Release();
        }
    }
}
