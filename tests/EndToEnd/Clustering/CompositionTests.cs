using MeetingIntel.Api.Service;
using MeetingIntel.Api.Service.Health;
using MeetingIntel.Grains.Placement;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Silo.Hosting;
using MeetingIntel.Silo.Hosting.Clustering;
using MeetingIntel.Storage.Timeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Runtime.Providers;
using Orleans.Serialization;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>How silos and front-ends are put together.</summary>
public sealed class CompositionTests
{
    /// <summary>Otherwise a front-end answers "internal error" for as long as the database is away.</summary>
    [Fact]
    public async Task Exceptions_BetweenProcesses_ArriveAsWhatTheyAre()
    {
        await using var services = new ServiceCollection().AddSerializer().AddExceptions().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer<Exception>>();

        var arrived = serializer.Deserialize(serializer.SerializeToArray(new JournalUnavailableException("away", new NpgsqlException("gone"))));

        Assert.Equal("away", Assert.IsType<JournalUnavailableException>(arrived).Message);
        Assert.Equal("gone", Assert.IsType<NpgsqlException>(arrived.InnerException).Message);
    }

    /// <summary>Orleans' own 10 s, in which meetings whose queue lived on a lost silo stand still.</summary>
    [Theory]
    [InlineData("audio")]
    [InlineData("transcript")]
    public async Task Streams_WhoseQueueWasLost_AreReadAgainAtOnce(string provider)
    {
        await using var host = SiloHost.Build([]);

        Assert.True(host.Services.GetRequiredKeyedService<IQueueReaderBackoffProvider>(provider).Next(1) < TimeSpan.FromSeconds(1));
        Assert.True(host.Services.GetRequiredKeyedService<IMessageDeliveryBackoffProvider>(provider).Next(1) < TimeSpan.FromSeconds(1));
    }

    /// <summary>Element by element, as Orleans does it, it would be two or three times the size.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3200)]
    [InlineData(70_000)]
    public async Task Bytes_BetweenProcesses_TakeTheirSizeAndArriveAsTheyWere(int length)
    {
        await using var services = Serialization();
        var serializer = services.GetRequiredService<Serializer<MemoryMessageData>>();
        var whole = Enumerable.Range(0, length + 2).Select(number => (byte)(number * 7)).ToArray();
        var sent = new MemoryMessageData { Payload = new ArraySegment<byte>(whole, 1, length) };
        var without = serializer.SerializeToArray(default).Length;

        var bytes = serializer.SerializeToArray(sent);
        var arrived = serializer.Deserialize(bytes).Payload;

        Assert.Equal(sent.Payload, arrived);
        Assert.InRange(bytes.Length, length, length + without + 8);
    }

    [Fact]
    public async Task Bytes_WithinAProcess_AreCopied()
    {
        await using var services = Serialization();
        byte[] bytes = [1, 2, 3];

        var copy = services.GetRequiredService<DeepCopier<MemoryMessageData>>().Copy(new MemoryMessageData { Payload = bytes });
        bytes[0] = 9;

        Assert.Equal<byte[]>([1, 2, 3], copy.Payload.ToArray());
    }

    /// <summary>Queues of streams live beside those who read them fifty times a second.</summary>
    [Fact]
    public async Task Grains_WithoutARuleOfTheirOwn_LiveWhereTheyAreFirstCalled()
    {
        await using var host = SiloHost.Build([]);

        Assert.IsType<PreferLocalPlacement>(host.Services.GetRequiredService<PlacementStrategy>());
    }

    /// <summary>It has few sessions and an idle processor: all new ones would come to it.</summary>
    [Fact]
    public async Task Silo_ThatCannotReachTheDatabase_TakesNothingNew()
    {
        await using var host = SiloHost.Build([]);
        var (load, board) = (host.Services.GetRequiredService<LocalLoad>(), host.Services.GetRequiredService<HealthBoard>());
        Assert.True(load.Now.Takes);

        board.Update(Report(HealthStatus.Unhealthy), DateTimeOffset.UnixEpoch);
        Assert.False(load.Now.Takes);

        board.Update(Report(HealthStatus.Healthy), DateTimeOffset.UnixEpoch);
        Assert.True(load.Now.Takes);

        host.Services.GetRequiredService<Readiness>().BeginDraining();
        Assert.False(load.Now.Takes);

        static HealthReport Report(HealthStatus database) => new(
            new Dictionary<string, HealthReportEntry> { [HealthServices.Database] = new(database, "", TimeSpan.Zero, exception: null, data: null) }, TimeSpan.Zero);
    }

    /// <summary>Only one that leaves: if all have lost the database, it is not room that is wanting.</summary>
    [Fact]
    public async Task Silo_ThatLeaves_RefusesChannels()
    {
        await using var host = SiloHost.Build([]);
        var slots = host.Services.GetRequiredService<ChannelSlots>();
        Assert.True(slots.TryTake());

        host.Services.GetRequiredService<Readiness>().BeginDraining();

        Assert.False(slots.TryTake());
    }

    /// <summary>It would load a model for all cores to say in its report and on its page what it does not decide.</summary>
    [Fact]
    public async Task FrontEnd_RecognisesNoSpeech()
    {
        await using var host = SiloHost.Build(["--Cluster:Role=api", "--Cluster:Membership=postgres"]);
        var checks = host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(check => check.Name);

        Assert.Null(host.Services.GetService<ISttProvider>());
        Assert.Equal(["cluster", "database", "disk", "media", "membership"], checks.Order(StringComparer.Ordinal));
        Assert.Equal(SttStatus.Elsewhere, host.Services.GetRequiredService<SttStatus>());
    }

    [Fact]
    public async Task FrontEnd_WithoutAnyGateway_IsCutOff()
    {
        await using var host = SiloHost.Build(["--Cluster:Role=api", "--Cluster:Membership=postgres"]);
        var (readiness, told) = (host.Services.GetRequiredService<Readiness>(), host.Services.GetRequiredService<GatewayCountChangedHandler>());

        told(this, new GatewayCountChangedEventArgs(0, 1));
        Assert.True(readiness.IsCutOff);

        told(this, new GatewayCountChangedEventArgs(1, 0));
        Assert.False(readiness.IsCutOff);
    }

    private static ServiceProvider Serialization()
    {
        var services = new ServiceCollection().AddSerializer();
        ByteSegmentCodec.AddTo(services);
        return services.BuildServiceProvider();
    }
}
