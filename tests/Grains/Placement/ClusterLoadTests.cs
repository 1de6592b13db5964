using MeetingIntel.Grains.Placement;
using MeetingIntel.Placement;
using MeetingIntel.Testing.Time;

namespace MeetingIntel.Grains.Tests.Placement;

public sealed class ClusterLoadTests : IDisposable
{
    private const int Capacity = 10;
    private static readonly string[] Silos = ["a", "b", "c"];

    private readonly ManualTime _time = new();
    private readonly SlotsOfATest _slots = new(Capacity);
    private readonly LocalLoad _local;
    private readonly ClusterLoad _loads;
    private int _number;

    public ClusterLoadTests()
    {
        _local = new LocalLoad(_slots.Slots, _slots.Intake, _time);
        _loads = new ClusterLoad(_local, _time, new Random(1));
    }

    [Fact]
    public void PlaceChannel_BetweenTwoReports_CountsWhatWasPlaced()
    {
        Note(("a", 0), ("b", 0), ("c", 0));

        var placed = Enumerable.Range(0, 3 * Capacity).Select(_ => Place()).ToLookup(silo => silo);

        Assert.All(Silos, silo => Assert.Equal(Capacity, placed[silo].Count()));
    }

    [Fact]
    public void PlaceChannel_AfterTheNextReport_StillCountsItAndAfterTheOneAfterThatNoMore()
    {
        Note(("a", 10), ("b", 10), ("c", 0));
        Assert.All(Enumerable.Range(0, Capacity), _ => Assert.Equal("c", Place()));

        // This report may have been on its way when those were placed.
        Note(("a", 10), ("b", 9), ("c", 0));
        Assert.Equal("b", Place());

        Note(("a", 10), ("b", 10), ("c", 0));
        Assert.Equal("c", Place());
    }

    [Fact]
    public void Note_OlderReport_ChangesNothing()
    {
        _loads.Note(new ClusterLoads([Load("a", 7, 10), Load("b", 7, 0)]));
        _loads.Note(new ClusterLoads([Load("a", 6, 0), Load("b", 6, 10)]));

        Assert.Equal("b", Place("a", "b"));
    }

    [Fact]
    public void PlaceChannel_SiloThatReportsNoMoreWhileOthersDo_IsLeftOut()
    {
        Note(("a", 5), ("b", 0));
        _time.Advance(ClusterLoad.Patience + TimeSpan.FromMilliseconds(1));
        Note(("a", 5));

        Assert.Equal("a", Place("a", "b"));
        Assert.Equal(0, _loads.PlaceSession(["a", "b"], self: -1));
    }

    [Fact]
    public void PlaceChannel_NothingHasBeenHeardForLong_TheLastLoadsCount()
    {
        Note(("a", 10), ("b", 9));
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("b", Place("a", "b"));
    }

    [Fact]
    public void PlaceChannel_LoadsAreGatheredAnew_SilosThatWereKnownStayKnown()
    {
        Note(("a", 10), ("b", 9));
        _time.Advance(TimeSpan.FromSeconds(1));
        Note(("a", 10));

        Assert.Equal("b", Place("a", "b"));
    }

    [Fact]
    public void PlaceChannel_NothingIsKnown_AnySiloIsTaken() =>
        Assert.Equal(Silos, Enumerable.Range(0, 100).Select(_ => Place()).Distinct().Order());

    [Fact]
    public void PlaceChannel_OwnSilo_KnowsItsOwnLoadWithoutAReport()
    {
        Note(("a", 0), ("b", 9));
        Assert.Equal(0, _loads.PlaceChannel(["a", "b"], self: 0, near: 0));

        _slots.Fill();

        Assert.Equal(1, _loads.PlaceChannel(["a", "b"], self: 0, near: 0));
    }

    [Fact]
    public void PlaceChannel_OwnSiloIsAboutToLeave_GoesElsewhere()
    {
        Note(("a", 0), ("b", 9));
        _slots.Intake.IsLeaving = () => true;

        Assert.Equal(1, _loads.PlaceChannel(["a", "b"], self: 0, near: 0));
        Assert.Equal(1, _loads.PlaceSession(["a", "b"], self: 0));
    }

    [Fact]
    public void PlaceSession_Many_SpreadAlsoBetweenTwoReports()
    {
        Note(("a", 0), ("b", 0), ("c", 0));

        var placed = Enumerable.Range(0, 300).Select(_ => _loads.PlaceSession(Silos, self: -1)).ToLookup(silo => silo);

        Assert.All(Enumerable.Range(0, 3), silo => Assert.InRange(placed[silo].Count(), 90, 110));
    }

    public void Dispose() => _slots.Dispose();

    private string Place(params string[] silos)
    {
        silos = silos.Length == 0 ? Silos : silos;
        return silos[_loads.PlaceChannel(silos, self: -1, near: -1)];
    }

    private void Note(params (string Silo, int Live)[] silos)
    {
        _number++;
        _loads.Note(new ClusterLoads([.. silos.Select(silo => Load(silo.Silo, _number, silo.Live))]));
    }

    private static SiloLoad Load(string silo, long number, int live) => new(silo, number, live, Capacity, Sessions: 0, Cpu: 0);
}
