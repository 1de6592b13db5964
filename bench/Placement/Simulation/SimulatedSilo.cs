using MeetingIntel.Grains.Placement;

namespace MeetingIntel.Bench.Placement.Simulation;

/// <summary>A silo from its start to its end; one that is started again is another one.</summary>
/// <param name="number">Its place in the cluster's list.</param>
/// <param name="born">When it started.</param>
/// <param name="phase">0…1, when within each second it reports.</param>
/// <param name="capacity">Channels that it takes.</param>
/// <param name="random">Chance.</param>
internal sealed class SimulatedSilo(int number, double born, double phase, int capacity, Random random)
{
    /// <summary>Reports that are remembered: whoever asked last knows one of these.</summary>
    private const uint Remembered = 4;

    /// <summary>Between the report and its being in the table.</summary>
    private const double Delay = 0.002;

    // All channels of a full silo, and sessions of the usual size with them, use about two thirds of its cores.
    private readonly double _cores = capacity * 2;
    private readonly SiloState[] _reports = new SiloState[Remembered];
    private double _next = born + phase;
    private double _cpu;

    public int Number => number;

    public double Born => born;

    public double Phase => phase;

    public int Live { get; private set; }

    public int Sessions { get; private set; }

    /// <summary>What it has to do, in costs of a channel.</summary>
    public double Cost { get; private set; }

    /// <summary>Whether it is dead, known or not.</summary>
    public bool Dead { get; private set; }

    public bool HasRoom => !Dead && Live < capacity;

    public double Cpu => Math.Min(1, Cost / _cores);

    /// <summary>Number of its newest report; 0: none.</summary>
    public long Reported { get; private set; }

    /// <summary>When it reports next.</summary>
    public double NextReport => _next;

    /// <summary>Changes what it carries.</summary>
    public void Change(double now, int channels = 0, int sessions = 0, double cost = 0)
    {
        Report(now);
        Live += channels;
        Sessions += sessions;
        Cost += cost;
    }

    /// <summary>Ends it.</summary>
    public void Die(double now)
    {
        Report(now);
        Dead = true;
    }

    /// <summary>Makes the reports that were due: nothing has changed since the last change.</summary>
    public void Report(double now)
    {
        while (_next <= now && !Dead)
        {
            ReportOnce();
        }
    }

    private void ReportOnce()
    {
        // As the real one: half of it the last second, with what else goes on in a process.
        var measured = Math.Clamp(Cpu * (0.9 + (0.2 * random.NextDouble())), 0, 1);
        _cpu = Reported == 0 ? measured : (_cpu + measured) / 2;
        Reported++;
        _reports[(uint)Reported % Remembered] = new SiloState(Live, capacity, Sessions, _cpu);
        _next = born + phase + Reported;
    }

    /// <summary>What the table said of it at a moment.</summary>
    /// <param name="at">When the table was read.</param>
    /// <param name="patience">Age at which a report counts no more, seconds.</param>
    /// <param name="report">The report's number.</param>
    /// <param name="state">What it says.</param>
    /// <returns>Whether it said anything.</returns>
    public bool TrySee(double at, double patience, out long report, out SiloState state)
    {
        // Report 1 was made at birth and phase, each other one a second after the one before.
        var first = born + phase;
        report = Math.Min(Reported, (long)(at - Delay - first + 1));
        if (report > 0 && report > Reported - Remembered)
        {
            state = _reports[(uint)report % Remembered];
            return at - (first + report - 1) <= patience;
        }

        state = default;
        return false;
    }
}
