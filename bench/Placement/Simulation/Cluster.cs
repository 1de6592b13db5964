using MeetingIntel.Bench.Placement.Report;
using MeetingIntel.Bench.Placement.Strategies;

namespace MeetingIntel.Bench.Placement.Simulation;

/// <summary>One cluster from 8:50 to 9:50: meetings come and go, a silo dies, then all are replaced.</summary>
internal sealed partial class Cluster
{
    /// <summary>All of the meetings that begin on the hour have their channels.</summary>
    public const double Full = Meetings.Hour + 300;

    /// <summary>A silo dies.</summary>
    public const double Failure = Meetings.Hour + 480;

    /// <summary>What was on it lives elsewhere.</summary>
    public const double Recovered = Failure + 30;

    /// <summary>The rolling update begins.</summary>
    public const double Update = Meetings.Hour + 720;

    /// <summary>All silos are new, and people have come and gone since.</summary>
    public const double Updated = End - 60;

    /// <summary>The last moment.</summary>
    public const double End = Meetings.Hour + 3000;

    /// <summary>Until the members agree that a silo is dead.</summary>
    private const double Detection = 5;

    /// <summary>From a silo's end to its successor's start.</summary>
    private const double Restart = 20;

    /// <summary>Between two batches of the rolling update.</summary>
    private const double UpdateStep = 60;

    private readonly SimulationOptions _options;
    private readonly Random _random;
    private readonly Strategy _strategy;
    private readonly List<Meeting> _meetings;
    private readonly Calendar _calendar = new(End);
    private readonly int[] _sessions;
    private readonly int[] _firstChannel;
    private readonly int[] _channels;
    private readonly byte[] _heat;
    private double _now;

    public Cluster(SimulationOptions options, int silos, int meetings, Func<int, Strategy> strategy, int seed)
    {
        _options = options;
        _random = new Random(seed);
        _meetings = Meetings.Make(meetings, _random);
        // Each silo is replaced once, and one of them dies.
        var most = (2 * silos) + 2;
        _strategy = strategy(most);
        _sessions = [.. Enumerable.Repeat(-1, _meetings.Count)];
        _heat = new byte[_meetings.Count];
        _firstChannel = new int[_meetings.Count + 1];
        for (var number = 0; number < _meetings.Count; number++)
        {
            _firstChannel[number + 1] = _firstChannel[number] + _meetings[number].Channels;
            _calendar.Add(new Happening(What.Begins, number), _meetings[number].Start);
        }

        _channels = [.. Enumerable.Repeat(-1, _firstChannel[^1])];
        Outcome = new Outcome(silos);
        for (var number = 0; number < silos; number++)
        {
            Join(born: -10);
        }

        _calendar.Add(new Happening(What.Dies, _random.Next(silos)), Failure);
        _calendar.Add(new Happening(What.Updates, 0), Update);
        foreach (var at in (double[])[Full, Recovered, Updated])
        {
            _calendar.Add(new Happening(What.Measured), at);
        }
    }

    /// <summary>All silos that there ever were, by number.</summary>
    public List<SimulatedSilo> Silos { get; } = [];

    /// <summary>The numbers of those that count as alive.</summary>
    public List<int> Members { get; } = [];

    /// <summary>What came of it.</summary>
    public Outcome Outcome { get; }

    public void Run()
    {
        while (_calendar.TryTake(out var happening, out var at))
        {
            _now = at;
            Happen(happening);
        }
    }

    private SimulatedSilo Join(double born)
    {
        var silo = new SimulatedSilo(Silos.Count, born, _random.NextDouble(), _options.Capacity, _random);
        Silos.Add(silo);
        Members.Add(silo.Number);
        _strategy.NoteMembers(Members);
        return silo;
    }

    private void Leave(int silo)
    {
        if (Members.Remove(silo))
        {
            _strategy.NoteMembers(Members);
        }
    }

    private Sight Look(int placer, int near)
    {
        Silos[placer].Report(_now);
        return new Sight(this, _now, Silos[placer].NextReport - 1, placer, near);
    }

    private int AnyMember()
    {
        while (true)
        {
            var silo = Members[_random.Next(Members.Count)];
            if (!Silos[silo].Dead)
            {
                return silo;
            }
        }
    }
}
