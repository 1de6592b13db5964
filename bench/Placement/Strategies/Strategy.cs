using MeetingIntel.Bench.Placement.Simulation;

namespace MeetingIntel.Bench.Placement.Strategies;

/// <summary>A way to choose silos, in one cluster.</summary>
internal abstract class Strategy
{
    /// <summary>Where a session goes.</summary>
    /// <param name="sight">What the one that places it knows.</param>
    /// <param name="session">The session.</param>
    /// <param name="random">Chance.</param>
    /// <returns>Which of the members.</returns>
    public abstract int PlaceSession(Sight sight, int session, Random random);

    /// <summary>Where a channel's transcription goes.</summary>
    /// <param name="sight">What the one that places it knows.</param>
    /// <param name="channel">The channel, unique in the cluster.</param>
    /// <param name="random">Chance.</param>
    /// <returns>Which of the members.</returns>
    public abstract int PlaceChannel(Sight sight, int channel, Random random);

    /// <summary>The members have changed.</summary>
    /// <param name="members">Numbers of the silos that count as alive.</param>
    public virtual void NoteMembers(IReadOnlyList<int> members)
    {
    }
}
