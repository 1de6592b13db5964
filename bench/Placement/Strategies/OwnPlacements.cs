using MeetingIntel.Bench.Placement.Simulation;
using MeetingIntel.Grains.Placement;

namespace MeetingIntel.Bench.Placement.Strategies;

/// <summary>What each silo has placed since the reports that it knows, counted as the product does.</summary>
/// <param name="most">How many silos there may be.</param>
internal sealed class OwnPlacements(int most)
{
    private readonly PlacedSince[] _sessions = new PlacedSince[most * most];
    private readonly PlacedSince[] _channels = new PlacedSince[most * most];

    /// <summary>The silos with what was placed on them.</summary>
    public Corrected Correct(Sight sight) => new(this, sight);

    public int NoteSession(Sight sight, int index)
    {
        Of(_sessions, sight, index).Add(sight.See(index).Report);
        return index;
    }

    public int NoteChannel(Sight sight, int index)
    {
        Of(_channels, sight, index).Add(sight.See(index).Report);
        return index;
    }

    private ref PlacedSince Of(PlacedSince[] placed, Sight sight, int index) => ref placed[(sight.Placer * most) + sight.SimulatedSilo(index)];

    public readonly struct Corrected(OwnPlacements placed, Sight sight) : ISilos
    {
        public int Count => sight.Count;

        public SiloState At(int index)
        {
            var (state, report) = sight.See(index);
            return state with
            {
                LiveChannels = state.LiveChannels + placed.Of(placed._channels, sight, index).Count(report),
                Sessions = state.Sessions + placed.Of(placed._sessions, sight, index).Count(report),
            };
        }
    }
}
