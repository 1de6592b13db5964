using MeetingIntel.Bench.Placement.Simulation;

namespace MeetingIntel.Bench.Placement.Report;

/// <summary>What came of a strategy in a cluster.</summary>
/// <param name="silos">How many silos the cluster has.</param>
internal sealed class Outcome(int silos)
{
    /// <summary>For so long a silo is new, seconds.</summary>
    private const double NewFor = 10;

    private readonly List<(SimulatedSilo SimulatedSilo, double Fair, int Count)> _newcomers = [];
    private readonly HashSet<int> _moving = [];
    private int _young;
    private double _movedAt;

    public int Silos => silos;

    /// <summary>Channels that were taken, those that came again included.</summary>
    public long Opened { get; private set; }

    /// <summary>Refusals while another silo had room.</summary>
    public long RefusedWithRoom { get; private set; }

    /// <summary>Refusals when all were full.</summary>
    public long RefusedFull { get; private set; }

    /// <summary>What was placed on a silo that was dead already.</summary>
    public long FoundDead { get; set; }

    /// <summary>Share of the live channels that moved when a silo died.</summary>
    public double MovedShare { get; private set; }

    /// <summary>Until the last of them was taken elsewhere, seconds.</summary>
    public double MovedWithin { get; private set; }

    /// <summary>What arrived at new silos in their first seconds, and what their fair share of all that arrived was.</summary>
    public IEnumerable<(double Fair, int Count)> Newcomers => _newcomers.Select(newcomer => (newcomer.Fair, newcomer.Count));

    public Dictionary<double, Load[]> Loads { get; } = [];

    public void Refuse(bool withRoom)
    {
        RefusedWithRoom += withRoom ? 1 : 0;
        RefusedFull += withRoom ? 0 : 1;
    }

    public void Moved(IReadOnlyList<int> channels, int left, double now)
    {
        _movedAt = now;
        _moving.UnionWith(channels);
        MovedShare = (double)channels.Count / Math.Max(1, channels.Count + left);
    }

    public void Joined(SimulatedSilo silo) => _newcomers.Add((silo, 0, 0));

    public void OpenedChannel(int channel, double now)
    {
        Opened++;
        if (_moving.Remove(channel))
        {
            MovedWithin = now - _movedAt;
        }
    }

    public void Placed(SimulatedSilo silo, int members, double now)
    {
        while (_young < _newcomers.Count && _newcomers[_young].SimulatedSilo.Born + NewFor < now)
        {
            _young++;
        }

        for (var index = _young; index < _newcomers.Count; index++)
        {
            var (newcomer, fair, count) = _newcomers[index];
            _newcomers[index] = (newcomer, fair + (1.0 / members), count + (newcomer == silo ? 1 : 0));
        }
    }

    public void Measure(double at, IEnumerable<SimulatedSilo> alive) => Loads[at] = [.. alive.Select(silo => new Load(silo.Live, silo.Sessions, silo.Cpu))];
}

/// <summary>How loaded a silo really is.</summary>
internal readonly record struct Load(int Channels, int Sessions, double Cpu);
