using MeetingIntel.Placement;

namespace MeetingIntel.Grains.Placement;

/// <summary>
/// What this silo knows of the loads of all, and what it has placed since: it chooses silos. Thread-safe. While nobody can be asked for newer loads, the
/// last ones count.
/// </summary>
/// <param name="local">This silo, which knows itself best.</param>
/// <param name="clock">The clock.</param>
/// <param name="random">Chance.</param>
internal sealed class ClusterLoad(LocalLoad local, TimeProvider clock, Random random)
{
    /// <summary>While the others go on reporting, a silo that has not for so long hangs or is gone. The one that keeps the reports may have begun anew meanwhile, so it is given a while.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3.5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Known> _silos = new(StringComparer.Ordinal);
    private long _newest = clock.GetTimestamp();

    public ClusterLoad(LocalLoad local, TimeProvider clock)
        : this(local, clock, Random.Shared)
    {
    }

    /// <summary>Addresses of the silos whose load is known.</summary>
    public IReadOnlyCollection<string> KnownSilos
    {
        get
        {
            lock (_gate)
            {
                return [.. _silos.Keys];
            }
        }
    }

    /// <summary>Takes note of newer loads.</summary>
    /// <param name="loads">The loads.</param>
    public void Note(ClusterLoads loads)
    {
        lock (_gate)
        {
            _newest = clock.GetTimestamp();
            foreach (var load in loads.Silos)
            {
                if (!_silos.TryGetValue(load.Silo, out var known))
                {
                    _silos.Add(load.Silo, known = new Known { Load = load });
                }
                else if (load.Number <= known.Load.Number)
                {
                    continue;
                }

                (known.Load, known.At) = (load, _newest);
            }

            foreach (var (silo, _) in _silos.Where(silo => clock.GetElapsedTime(silo.Value.At, _newest) > Patience))
            {
                _silos.Remove(silo);
            }
        }
    }

    /// <summary>Chooses where a transcription goes, and counts it.</summary>
    /// <param name="silos">Addresses of the silos that may take it; at least one.</param>
    /// <param name="self">Which of them this silo is; -1: none.</param>
    /// <param name="near">Where among them its session lives; -1: nowhere among them.</param>
    /// <returns>Which of them.</returns>
    public int PlaceChannel(IReadOnlyList<string> silos, int self, int near)
    {
        lock (_gate)
        {
            var chosen = PlacementRules.ForChannel(new Silos(this, silos, self), near, random);
            if (_silos.TryGetValue(silos[chosen], out var known))
            {
                known.Channels.Add(known.Load.Number);
            }

            return chosen;
        }
    }

    /// <summary>Chooses where a session goes, and counts it.</summary>
    /// <param name="silos">Addresses of the silos that may take it; at least one.</param>
    /// <param name="self">Which of them this silo is; -1: none.</param>
    /// <returns>Which of them.</returns>
    public int PlaceSession(IReadOnlyList<string> silos, int self)
    {
        lock (_gate)
        {
            var chosen = PlacementRules.ForSession(new Silos(this, silos, self), random);
            if (_silos.TryGetValue(silos[chosen], out var known))
            {
                known.Sessions.Add(known.Load.Number);
            }

            return chosen;
        }
    }

    private SiloState See(string silo, bool isSelf)
    {
        if (!_silos.TryGetValue(silo, out var known))
        {
            return SiloState.Unknown;
        }

        var load = known.Load;
        var seen = new SiloState(
            load.LiveChannels + known.Channels.Count(load.Number), load.ChannelCapacity, load.Sessions + known.Sessions.Count(load.Number), load.Cpu);
        if (!isSelf)
        {
            return seen;
        }

        // What others have placed here since shows at once; what is on its way here from here does not.
        var now = local.Now;
        return now with { LiveChannels = Math.Max(now.LiveChannels, seen.LiveChannels), Sessions = Math.Max(now.Sessions, seen.Sessions) };
    }

    private sealed class Known
    {
        public required SiloLoad Load;
        public long At;
        public PlacedSince Channels;
        public PlacedSince Sessions;
    }

    private readonly struct Silos(ClusterLoad loads, IReadOnlyList<string> silos, int self) : ISilos
    {
        public int Count => silos.Count;

        public SiloState At(int index) => loads.See(silos[index], index == self);
    }
}
