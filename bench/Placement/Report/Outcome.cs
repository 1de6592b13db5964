using MeetingIntel.Bench.Placement.Simulation;

namespace MeetingIntel.Bench.Placement.Report;

/// <summary>What came of a strategy in a cluster.</summary>
/// <param name="silos">How many silos the cluster has.</param>
internal sealed class Outcome(int silos)
{
    /// <summary>For so long a silo is new, seconds.</summary>
    private const double NewFor = 10;

    private readonly List<(Silo Silo, double Fair, int Count)> _newcomers = [];
    private int _young;

    public int Silos => silos;

    /// <summary>Channels that were taken, those that came again included.</summary>
    public long Opened { get; set; }

    /// <summary>Refusals while another silo had room.</summary>
    public long RefusedWithRoom { get; private set; }

    /// <summary>Refusals when all were full.</summary>
    public long RefusedFull { get; private set; }

    /// <summary>What was placed on a silo that was dead already.</summary>
    public long FoundDead { get; set; }

    /// <summary>Share of the live channels that moved when a silo died.</summary>
    public double MovedShare { get; private set; }

    public List<(double At, Load[] Loads)> Samples { get; } = [];

    public void Refuse(bool withRoom)
    {
        RefusedWithRoom += withRoom ? 1 : 0;
        RefusedFull += withRoom ? 0 : 1;
    }

    public void Moved(int channels, int left) => MovedShare = (double)channels / Math.Max(1, channels + left);

    /// <summary>What arrived at new silos in their first seconds, and what their fair share of all that arrived was.</summary>
    public IEnumerable<(double Fair, int Count)> Newcomers => _newcomers.Select(newcomer => (newcomer.Fair, newcomer.Count));

    public void Joined(Silo silo) => _newcomers.Add((silo, 0, 0));

    public void Placed(Silo silo, int members, double now)
    {
        while (_young < _newcomers.Count && _newcomers[_young].Silo.Born + NewFor < now)
        {
            _young++;
        }

        for (var index = _young; index < _newcomers.Count; index++)
        {
            var (newcomer, fair, count) = _newcomers[index];
            _newcomers[index] = (newcomer, fair + (1.0 / members), count + (newcomer == silo ? 1 : 0));
        }
    }

    public void Measure(double at, IEnumerable<Silo> alive) =>
        Samples.Add((at, [.. alive.Select(silo => new Load(silo.Live, silo.Sessions, silo.Cpu))]));
}

/// <summary>How loaded a silo really is.</summary>
internal readonly record struct Load(int Channels, int Sessions, double Cpu);
