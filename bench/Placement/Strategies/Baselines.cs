using MeetingIntel.Bench.Placement.Simulation;
using MeetingIntel.Grains.Placement;

namespace MeetingIntel.Bench.Placement.Strategies;

/// <summary>Any silo.</summary>
internal sealed class RandomChoice : Strategy
{
    public override int PlaceSession(Sight sight, int session, Random random) => random.Next(sight.Count);

    public override int PlaceChannel(Sight sight, int channel, Random random) => random.Next(sight.Count);
}

/// <summary>The least loaded silo of the table, as it stands there.</summary>
internal sealed class LeastLoaded : Strategy
{
    public override int PlaceSession(Sight sight, int session, Random random) => Least(sight, sight.Count, bySessions: true);

    public override int PlaceChannel(Sight sight, int channel, Random random) => Least(sight, sight.Count, bySessions: false);

    public static int Load(in SiloState state, bool bySessions) => bySessions ? state.Sessions : state.LiveChannels;

    public static int Least<TSilos>(TSilos silos, int count, bool bySessions)
        where TSilos : ISilos
    {
        var (least, best) = (0, int.MaxValue);
        for (var index = 0; index < count; index++)
        {
            if (silos.At(index) is { Known: true } state && Load(state, bySessions) < best)
            {
                (least, best) = (index, Load(state, bySessions));
            }
        }

        return least;
    }
}

/// <summary>The least loaded silo of the table, with what the one that places has placed itself since.</summary>
internal sealed class LeastLoadedCorrected(int most) : Strategy
{
    private readonly OwnPlacements _placed = new(most);

    public override int PlaceSession(Sight sight, int session, Random random) =>
        _placed.NoteSession(sight, LeastLoaded.Least(_placed.Correct(sight), sight.Count, bySessions: true));

    public override int PlaceChannel(Sight sight, int channel, Random random) =>
        _placed.NoteChannel(sight, LeastLoaded.Least(_placed.Correct(sight), sight.Count, bySessions: false));
}

/// <summary>Of two silos at random the less loaded one, by channels and by sessions, as the table stands.</summary>
internal sealed class TwoChoices : Strategy
{
    public override int PlaceSession(Sight sight, int session, Random random) => Less(sight, random, bySessions: true);

    public override int PlaceChannel(Sight sight, int channel, Random random) => Less(sight, random, bySessions: false);

    private static int Less(Sight sight, Random random, bool bySessions)
    {
        var (first, second) = (random.Next(sight.Count), random.Next(sight.Count));
        var (one, other) = (sight.At(first), sight.At(second));
        return !one.Known || (other.Known && LeastLoaded.Load(other, bySessions) < LeastLoaded.Load(one, bySessions)) ? second : first;
    }
}

/// <summary>The product's own rules, with what the one that places has placed itself since the reports that it knows.</summary>
/// <param name="most">How many silos there may be.</param>
internal sealed class ProductRules(int most) : Strategy
{
    private readonly OwnPlacements _placed = new(most);

    public override int PlaceSession(Sight sight, int session, Random random) =>
        _placed.NoteSession(sight, PlacementRules.ForSession(_placed.Correct(sight), random));

    public override int PlaceChannel(Sight sight, int channel, Random random) =>
        _placed.NoteChannel(sight, PlacementRules.ForChannel(_placed.Correct(sight), sight.Near, random));
}
