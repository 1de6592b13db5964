using MeetingIntel.Grains.Placement;
using MeetingIntel.Grains.Tests.Transcription;
using MeetingIntel.Placement;
using MeetingIntel.Sessions;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace MeetingIntel.Grains.Tests.Cluster;

/// <summary>Three silos: where sessions and transcriptions come to life.</summary>
public sealed class PlacementTests(PostgresServer postgres) : IAsyncLifetime
{
    private const int Silos = 3;
    private const int PerSilo = 4;

    private readonly MeetingCluster _cluster = new(postgres) { Silos = Silos, LiveChannels = PerSilo };

    private IReadOnlyList<SiloHandle> Alive => _cluster.Cluster.Silos;

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Transcriptions_SpreadUntilAllSilosAreFull()
    {
        for (var channel = 0; channel < Silos * PerSilo; channel++)
        {
            await ReportAsync();
            Assert.Null((await OpenAsync()).Opened.Error);
        }

        Assert.All(Alive, silo => Assert.Equal(PerSilo, Slots(silo).Live));
        await ReportAsync();
        Assert.Equal("cluster.full", (await OpenAsync()).Opened.Error?.Code);
    }

    [Fact]
    public async Task Transcriptions_PassOverFullSilos()
    {
        var full = Alive[1];
        while (Slots(full).TryTake())
        {
        }

        for (var channel = 0; channel < (Silos - 1) * PerSilo; channel++)
        {
            await ReportAsync();
            Assert.Null((await OpenAsync()).Opened.Error);
        }

        Assert.All(Alive.Except([full]), silo => Assert.Equal(PerSilo, Slots(silo).Live));
    }

    [Fact]
    public async Task Transcription_RefusedByAFullSilo_FindsRoomElsewhereNextTime()
    {
        var session = await _cluster.StartSessionAsync();
        var client = await AudioClient.ConnectAsync(_cluster, session);
        foreach (var silo in Alive.Skip(1))
        {
            while (Slots(silo).TryTake())
            {
            }
        }

        // Everybody believes the contrary of what is so, as for a second or two after many meetings have begun.
        Believe(report: 1, PerSilo, 0, 0);
        Assert.Equal("cluster.full", (await client.OpenAsync()).Error?.Code);

        // Who was refused may meet the one that refused it, on its way out, once more.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var report = 1;
        do
        {
            Assert.False(patience.IsCancellationRequested, "Waited 30 s for room in the silo that has some.");
            Believe(++report, 0, PerSilo, PerSilo);
        }
        while (await client.OpenAsync() is { Succeeded: false, Error.Code: "cluster.full" });

        Assert.Equal(1, Slots(Alive[0]).Live);
        await client.SendAsync(ScriptedAudio.Sentences(1), mark: AudioMark.Stop);
        await client.EventAsync<ChannelClosed>();
        Assert.Equal(["w1"], await _cluster.TranscriptAsync(session));
    }

    [Fact]
    public async Task Sessions_ManyAtOnce_Spread()
    {
        await ReportAsync();

        await Task.WhenAll(Enumerable.Range(0, 90).Select(_ => _cluster.StartSessionAsync()));

        Assert.All(Alive, silo => Assert.InRange(Load(silo).Sessions, 20, 40));
    }

    [Fact]
    public async Task Transcription_OfASiloThatIsNotBusy_LivesBesideItsSession()
    {
        await using var roomy = new MeetingCluster(postgres) { Silos = Silos };
        await roomy.InitializeAsync();
        foreach (var silo in roomy.Cluster.Silos)
        {
            // All of them are one process: its load says nothing of a silo's.
            Of<LocalLoad>(silo).CpuUsed = () => TimeSpan.Zero;
        }

        for (var halves = 0; halves < 8; halves++)
        {
            await ReportAsync(roomy.Cluster.Silos);
        }

        var management = roomy.Grains.GetGrain<IManagementGrain>(0);
        for (var meeting = 0; meeting < Silos * 2; meeting++)
        {
            var session = await roomy.StartSessionAsync();
            var client = await AudioClient.ConnectAsync(roomy, session, "mic");

            Assert.Null((await client.OpenAsync()).Error);

            var transcription = roomy.Grains.GetGrain<ITranscriptionGrain>(new TranscriptionKey(session.GetPrimaryKeyString(), "mic").ToString());
            Assert.Equal(await management.GetActivationAddress(session), await management.GetActivationAddress(transcription));
        }
    }

    [Fact]
    public async Task Loads_WhenTheSiloThatKeepsThemDies_AreKeptElsewhere()
    {
        var keeper = Alive[2];
        await MoveKeeperAsync(keeper);

        await _cluster.Cluster.KillSiloAsync(keeper);

        var left = Alive.Select(silo => silo.SiloAddress.ToParsableString()).Order().ToList();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Alive.All(silo => Of<ClusterLoad>(silo).KnownSilos.Order().SequenceEqual(left)))
        {
            Assert.False(patience.IsCancellationRequested, "Waited 60 s until the silos that are left know each other's loads, and the lost one's no more.");
            await ReportAsync();
        }

        // Sessions that are placed now live on the silos that are left.
        Assert.True((await (await _cluster.StartSessionAsync()).GetAsync()).Succeeded);
    }

    private static ChannelSlots Slots(SiloHandle silo) => Of<ChannelSlots>(silo);

    private static LocalLoad Load(SiloHandle silo) => Of<LocalLoad>(silo);

    private static T Of<T>(SiloHandle silo)
        where T : notnull => ((InProcessSiloHandle)silo).SiloHost.Services.GetRequiredService<T>();

    /// <summary>Lets all silos know of all, as they do once a second. Thrice: what was placed before a report may be missing in it, and in the next one.</summary>
    private Task ReportAsync() => ReportAsync(Alive);

    private static async Task ReportAsync(IReadOnlyList<SiloHandle> silos)
    {
        for (var round = 0; round < 3; round++)
        {
            foreach (var silo in silos)
            {
                await Of<LoadReporter>(silo).ReportAsync(TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Makes all silos believe in loads that none has reported; what they report themselves is older, until these are forgotten.</summary>
    private void Believe(int report, params IReadOnlyList<int> live)
    {
        const long NewerThanAny = 1_000_000;
        var loads = new ClusterLoads([.. Alive.Zip(live, (silo, channels) => new SiloLoad(silo.SiloAddress.ToParsableString(), NewerThanAny + report, channels, PerSilo, 0, 0))]);
        foreach (var silo in Alive)
        {
            Of<ClusterLoad>(silo).Note(loads);
        }
    }

    private async Task<(ISessionGrain Session, GrainResult<AudioOpened> Opened)> OpenAsync()
    {
        var session = await _cluster.StartSessionAsync();
        var client = await AudioClient.ConnectAsync(_cluster, session);
        return (session, await client.OpenAsync());
    }

    private async Task MoveKeeperAsync(SiloHandle silo)
    {
        var keeper = _cluster.Grains.GetGrain<IClusterLoadGrain>(IClusterLoadGrain.Key);
        var management = _cluster.Grains.GetGrain<IManagementGrain>(0);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!silo.SiloAddress.Equals(await management.GetActivationAddress(keeper)))
        {
            Assert.False(patience.IsCancellationRequested, "Waited 30 s for the keeper of the loads to move.");
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
            await keeper.Cast<IGrainManagementExtension>().MigrateOnIdle();
            RequestContext.Clear();
            await ReportAsync();
        }
    }
}
