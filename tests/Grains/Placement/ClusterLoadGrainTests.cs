using MeetingIntel.Grains.Placement;
using MeetingIntel.Placement;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Time;

namespace MeetingIntel.Grains.Tests.Placement;

public sealed class ClusterLoadGrainTests(PostgresServer postgres)
{
    [Fact]
    public async Task ReportAsync_OfSeveralSilos_AnswersTheNewestOfEach()
    {
        await using var cluster = new MeetingCluster(postgres);
        await cluster.InitializeAsync();
        var grain = cluster.Grains.GetGrain<IClusterLoadGrain>("test");
        var stop = TestContext.Current.CancellationToken;

        await grain.ReportAsync(Load("a", 1, live: 1), stop);
        await grain.ReportAsync(Load("b", 1, live: 2), stop);
        var loads = await grain.ReportAsync(Load("a", 2, live: 3), stop);

        Assert.Equal([Load("a", 2, live: 3), Load("b", 1, live: 2)], loads.Silos.OrderBy(load => load.Silo));
    }

    [Fact]
    public async Task ReportAsync_SiloThatReportsNoMore_IsLeftOut()
    {
        var time = new ManualTime();
        var grain = new ClusterLoadGrain(time);
        await grain.ReportAsync(Load("a", 1, live: 1), CancellationToken.None);

        time.Advance(ClusterLoadGrain.Patience + TimeSpan.FromMilliseconds(1));
        var loads = await grain.ReportAsync(Load("b", 1, live: 2), CancellationToken.None);

        Assert.Equal([Load("b", 1, live: 2)], loads.Silos);
    }

    private static SiloLoad Load(string silo, long number, int live) => new(silo, number, live, 400, 7, 0.25);
}
