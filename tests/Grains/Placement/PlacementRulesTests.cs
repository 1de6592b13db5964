using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Grains.Placement;

namespace MeetingIntel.Grains.Tests.Placement;

public sealed class PlacementRulesTests
{
    private static readonly Gen<SiloState> AnySilo =
        from capacity in Gen.Frequency((6, Gen.Choose(1, 400)), (1, Gen.Constant(0)), (1, Gen.Constant(-1)))
        from live in capacity < 0 ? Gen.Constant(0) : Gen.Frequency((2, Gen.Choose(0, capacity + 3)), (1, Gen.Constant(capacity)))
        from sessions in Gen.Choose(0, 300)
        from cpu in Gen.Choose(0, 100)
        select capacity < 0 ? SiloState.Unknown : new SiloState(live, capacity, sessions, cpu / 100.0);

    private static readonly Arbitrary<(SiloState[] Silos, int Near, int Seed)> AnyCluster =
        (from count in Gen.Choose(1, 40)
         from silos in AnySilo.ArrayOf(count)
         from near in Gen.Choose(-1, count - 1)
         from seed in Gen.Choose(0, 1_000_000)
         select (silos, near, seed)).ToArbitrary();

    [Fact]
    public void ForChannel_WhileOneIsKnownToHaveRoom_NeverChoosesOneWithout() =>
        Prop.ForAll(AnyCluster, it =>
        {
            var chosen = it.Silos[PlacementRules.ForChannel(new Cluster(it.Silos), it.Near, new Random(it.Seed))];
            return chosen.HasRoom || !it.Silos.Any(silo => silo.HasRoom);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ForChannel_BesideItsSession_WhileNoOtherSiloIsMuchLessBusy() =>
        Prop.ForAll(AnyCluster, it =>
            it.Near < 0
            || !it.Silos[it.Near].HasRoomToSpare
            || it.Silos.Any(silo => silo.HasRoomToSpare && silo.Busy < it.Silos[it.Near].Busy - 0.1)
            || PlacementRules.ForChannel(new Cluster(it.Silos), it.Near, new Random(it.Seed)) == it.Near).QuickCheckThrowOnFailure();

    [Fact]
    public void ForChannel_ItsSessionsSiloIsTheBusiest_GoesElsewhere() =>
        Prop.ForAll(AnyCluster, it =>
        {
            var silos = it.Silos.Select(silo => silo with { LiveChannels = 0, ChannelCapacity = 400, Cpu = silo.Cpu / 2 }).Append(new SiloState(300, 400, 0, 0.9)).ToArray();
            return silos.Length < 2 || PlacementRules.ForChannel(new Cluster(silos), near: silos.Length - 1, new Random(it.Seed)) != silos.Length - 1;
        }).QuickCheckThrowOnFailure();

    /// <summary>Meetings differ, and their channels follow them: no silo gets many more than others all the same.</summary>
    [Fact]
    public void ForChannel_ManyMeetingsOfDifferentSizes_SpreadEvenlyAndMostlyBesideTheirSessions()
    {
        var (silos, random) = (Enumerable.Repeat(new SiloState(0, 400, 0, 0), 20).ToArray(), new Random(1));
        var (beside, placed) = (0, 0);
        while (placed < 20 * 320)
        {
            var home = PlacementRules.ForSession(new Cluster(silos), random);
            silos[home] = silos[home] with { Sessions = silos[home].Sessions + 1 };
            for (var channels = random.Next(50) == 0 ? 60 : random.Next(1, 4); channels > 0; channels--, placed++)
            {
                var chosen = PlacementRules.ForChannel(new Cluster(silos), home, random);
                silos[chosen] = silos[chosen] with { LiveChannels = silos[chosen].LiveChannels + 1 };
                beside += chosen == home ? 1 : 0;
            }
        }

        Assert.All(silos, silo => Assert.InRange(silo.LiveChannels, 250, 390));
        Assert.InRange((double)beside / placed, 0.7, 1);
    }

    [Fact]
    public void ForChannel_NoneKnownToHaveRoom_TriesAnUnknownOneElseThatWithMostOfThoseThatTake() =>
        Prop.ForAll(AnyCluster, it =>
        {
            var silos = it.Silos.Select(silo => silo with { LiveChannels = Math.Max(silo.LiveChannels, silo.ChannelCapacity) }).Select(silo => silo.Known ? silo : SiloState.Unknown).ToArray();
            var chosen = silos[PlacementRules.ForChannel(new Cluster(silos), it.Near, new Random(it.Seed))];
            var taking = silos.Any(silo => silo.Takes) ? silos.Where(silo => silo.Takes) : silos;
            return silos.Any(silo => !silo.Known) ? !chosen.Known : chosen.Room == taking.Max(silo => silo.Room) && chosen.Takes == silos.Any(silo => silo.Takes);
        }).QuickCheckThrowOnFailure();

    /// <summary>The leaving one is the only one that is not over-full, and would have to send whoever comes on to the next.</summary>
    [Fact]
    public void ForChannel_AllOverFullButTheOneThatLeaves_DoesNotChooseThat()
    {
        SiloState[] silos = [new(402, 400, 0, 0), new(0, 0, 0, 0), new(401, 400, 0, 0)];

        Assert.Equal(2, PlacementRules.ForChannel(new Cluster(silos), near: -1, new Random(1)));
    }

    [Fact]
    public void ForChannel_WhileOneHasRoomToSpare_LeavesNearlyFullOnes() =>
        Prop.ForAll(AnyCluster, it =>
            PlacementRules.ForChannel(new Cluster(it.Silos), near: -1, new Random(it.Seed)) is var chosen
            && (it.Silos[chosen].HasRoomToSpare || !it.Silos.Any(silo => silo.HasRoomToSpare))).QuickCheckThrowOnFailure();

    [Fact]
    public void ForSession_WhileOneTakesAny_NeverChoosesOneThatLeavesOrIsUnknown() =>
        Prop.ForAll(AnyCluster, it =>
            it.Silos[PlacementRules.ForSession(new Cluster(it.Silos), new Random(it.Seed))].Takes || !it.Silos.Any(silo => silo.Takes)).QuickCheckThrowOnFailure();

    /// <summary>With loads that are known at once, two choices leave no silo more than a few channels above the mean, whatever the number of silos; below it each channel less is several times as rare.</summary>
    [Fact]
    public void ForChannel_ManyOneAfterAnother_SpreadEvenly() =>
        Prop.ForAll(Gen.Choose(2, 60).Zip(Gen.Choose(0, 1_000_000)).ToArbitrary(), it =>
        {
            var (count, seed) = it;
            var (silos, random) = (Enumerable.Repeat(new SiloState(0, 400, 0, 0), count).ToArray(), new Random(seed));
            for (var placed = 0; placed < count * 200; placed++)
            {
                var chosen = PlacementRules.ForChannel(new Cluster(silos), near: -1, random);
                silos[chosen] = silos[chosen] with { LiveChannels = silos[chosen].LiveChannels + 1 };
            }

            return silos.All(silo => silo.LiveChannels is > 175 and < 206);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ForSession_HotSilo_GetsLessThanItsShare()
    {
        var silos = Enumerable.Repeat(new SiloState(0, 400, 100, 0.3), 10).ToArray();
        silos[3] = silos[3] with { Cpu = 0.9 };

        Assert.InRange(Share(silos, 3, (cluster, random) => PlacementRules.ForSession(cluster, random)), 0, 0.01);
    }

    [Fact]
    public void AnySilo_ThatHasJustJoined_GetsTwiceItsShareAtMost()
    {
        var silos = Enumerable.Repeat(new SiloState(200, 400, 100, 0.5), 20).ToArray();
        silos[7] = new SiloState(0, 400, 0, 0);

        Assert.InRange(Share(silos, 7, (cluster, random) => PlacementRules.ForSession(cluster, random)), 0.08, 0.12);
        Assert.InRange(Share(silos, 7, (cluster, random) => PlacementRules.ForChannel(cluster, -1, random)), 0.08, 0.12);
    }

    private static double Share(SiloState[] silos, int index, Func<Cluster, Random, int> place)
    {
        var random = new Random(1);
        return Enumerable.Range(0, 10_000).Count(_ => place(new Cluster(silos), random) == index) / 10_000.0;
    }

    private readonly struct Cluster(SiloState[] silos) : ISilos
    {
        public int Count => silos.Length;

        public SiloState At(int index) => silos[index];
    }
}
