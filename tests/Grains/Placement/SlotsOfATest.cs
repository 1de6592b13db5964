using System.Diagnostics.Metrics;
using MeetingIntel.Grains.Placement;
using MeetingIntel.Testing.Stt;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Grains.Tests.Placement;

/// <summary>The slots of a silo that is not there.</summary>
internal sealed class SlotsOfATest : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public SlotsOfATest(int liveChannels, int? localSttChannels = null, int? providersLocalChannels = null)
    {
        var provider = new ScriptedSttProvider();
        provider = new ScriptedSttProvider { Capabilities = provider.Capabilities with { LocalChannels = providersLocalChannels } };
        Slots = new ChannelSlots(
            Options.Create(new LimitsOptions { LiveChannels = liveChannels, LocalSttChannels = localSttChannels }), provider, Intake, _services.GetRequiredService<IMeterFactory>());
    }

    public Intake Intake { get; } = new();

    public ChannelSlots Slots { get; }

    /// <summary>Where its meter comes from, and nobody else's.</summary>
    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public void Fill()
    {
        while (Slots.TryTake())
        {
        }
    }

    public void Dispose()
    {
        Slots.Dispose();
        _services.Dispose();
    }
}
