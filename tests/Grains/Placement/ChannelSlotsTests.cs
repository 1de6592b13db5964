using System.Diagnostics.Metrics;
using MeetingIntel.Grains.Placement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Grains.Tests.Placement;

public sealed class ChannelSlotsTests
{
    [Theory]
    [InlineData(400, null, null, 400)]
    [InlineData(400, 3, null, 400)]
    [InlineData(400, null, 10, 10)]
    [InlineData(400, 3, 10, 3)]
    [InlineData(400, 30, 10, 30)]
    [InlineData(2, null, 10, 2)]
    public void Capacity_IsTheLowerLimitAndCountsLocalRecognitionOnlyWhereItIs(int live, int? local, int? provider, int expected)
    {
        using var silo = new SlotsOfATest(live, local, provider);

        Assert.Equal(expected, silo.Slots.Capacity);
    }

    [Fact]
    public void TryTake_FromManyThreads_TakesExactlyWhatThereIs()
    {
        using var silo = new SlotsOfATest(1000);
        var taken = 0;

        Parallel.For(0, 3000, _ => Interlocked.Add(ref taken, silo.Slots.TryTake() ? 1 : 0));

        Assert.Equal((1000, 1000), (taken, silo.Slots.Live));
    }

    [Fact]
    public void Take_WhenFull_CountsAndIsGivenBackLikeAnyOther()
    {
        using var silo = new SlotsOfATest(1);
        Assert.True(silo.Slots.TryTake());

        silo.Slots.Take();
        silo.Slots.Release();
        Assert.False(silo.Slots.TryTake());
        silo.Slots.Release();

        Assert.True(silo.Slots.TryTake());
    }

    /// <summary>What must be finished here is, and a refusal is no want of slots.</summary>
    [Fact]
    public void TryTake_OfASiloThatLeaves_IsRefused()
    {
        using var silo = new SlotsOfATest(2);
        silo.Intake.IsLeaving = () => true;

        Assert.False(silo.Slots.TryTake());
        silo.Slots.Take();

        Assert.Equal(1, silo.Slots.Live);
    }

    /// <summary>All silos may be without the database: then it is the database that is away, and not room.</summary>
    [Fact]
    public void TryTake_OfASiloThatIsUnfit_Succeeds()
    {
        using var silo = new SlotsOfATest(2);
        silo.Intake.IsUnfit = () => true;

        Assert.True(silo.Slots.TryTake());
    }

    [Fact]
    public void Meter_TellsLiveCapacityUseAndRefused()
    {
        using var silo = new SlotsOfATest(2);
        var told = new Dictionary<string, int>();
        var use = double.NaN;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, it) =>
        {
            // Other tests have silos of their own meanwhile.
            if (instrument.Meter.Name == ChannelSlots.MeterName && ReferenceEquals(instrument.Meter.Scope, silo.Meters))
            {
                it.EnableMeasurementEvents(instrument, silo.Slots);
            }
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) =>
            told[instrument.Name] = instrument is Counter<int> ? told.GetValueOrDefault(instrument.Name) + value : value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
        {
            Assert.Equal(("meetingintel.transcription.channels.use", "1"), (instrument.Name, instrument.Unit));
            use = value;
        });
        listener.Start();

        Assert.True(silo.Slots.TryTake());
        listener.RecordObservableInstruments();
        Assert.Equal(0.5, use);

        silo.Fill();
        listener.RecordObservableInstruments();

        Assert.Equal(1, use);
        Assert.Equal(2, told["meetingintel.transcription.channels.live"]);
        Assert.Equal(2, told["meetingintel.transcription.channels.capacity"]);
        Assert.Equal(1, told["meetingintel.transcription.channels.refused"]);
    }

    [Theory]
    [InlineData("Limits:LiveChannels", "0")]
    [InlineData("Limits:LiveChannels", "-1")]
    [InlineData("Limits:LocalSttChannels", "0")]
    public void Options_ThatMakeNoSense_StopTheStart(string name, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddGrains().BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains(name.Split(':')[1], failure.Message, StringComparison.Ordinal);
    }
}
