using System.Globalization;
using MeetingIntel.Bench.Chaos.Faults;
using MeetingIntel.Bench.Speech;

namespace MeetingIntel.Bench.Chaos;

/// <summary>What to do to the cluster. <see cref="Usage"/> says how to set it.</summary>
internal sealed record ChaosOptions
{
    /// <summary>The command line.</summary>
    public const string Usage = """
        Usage: dotnet exec bench/Chaos/bin/orleans/Release/net10.0/MeetingIntel.Bench.Chaos.dll [option value]…   (build with -p:Engine=orleans)
          --minutes 10             how long faults are injected; from 10 on every kind of fault must come up
          --channels 200           live audio channels
          --silos 3                processes with grains
          --front-ends 2           processes with the API
          --seed N                 decides which faults come when; printed when it is not given
          --membership redis       or postgres
          --every 10               seconds from one fault to the next, on average
          --without KIND,…         faults that are not to happen; see below
          --only KIND,…            the faults that are to happen
          --rest 6                 clients that change and read sessions over REST
          --hub-watchers 10        percent of the watchers that watch over SignalR
          --hub-speakers 4         clients that send audio over SignalR, each into a session of its own
          --uploaders 2            clients that send recordings, each one after the other
          --settle 30              seconds before the first fault and after the last one
          --log FILE               evidence: a line of JSON for everything that was acknowledged, done to the cluster, or wrong
          --logs DIRECTORY         keeps what the cluster's processes printed
        """;

    public TimeSpan Duration { get; private init; } = TimeSpan.FromMinutes(10);

    public int Channels { get; private init; } = 200;

    public int Silos { get; private init; } = 3;

    public int FrontEnds { get; private init; } = 2;

    public int Seed { get; private init; } = Random.Shared.Next(1_000_000);

    public bool Redis { get; private init; } = true;

    public double Every { get; private init; } = 10;

    public int RestClients { get; private init; } = 6;

    public double HubWatchers { get; private init; } = 10;

    public int HubSpeakers { get; private init; } = 4;

    public int Uploaders { get; private init; } = 2;

    public TimeSpan Settle { get; private init; } = TimeSpan.FromSeconds(30);

    public IReadOnlySet<FaultKind> Kinds { get; private init; } = Enum.GetValues<FaultKind>().ToHashSet();

    public string? Log { get; private init; }

    public string? ProcessLogs { get; private init; }

    /// <summary>Short sentences: an acknowledgement is due at least every two seconds, so that a stall shows.</summary>
    public Rhythm Rhythm { get; } = new(Words: 5, PauseFrames: Script.FrameRate);

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It makes no sense.</exception>
    public static ChaosOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new ChaosOptions();
        for (; args.Length >= 2; args = args[2..])
        {
            var value = args[1];
            options = args[0] switch
            {
                "--minutes" => options with { Duration = TimeSpan.FromMinutes(Number(value)) },
                "--channels" => options with { Channels = (int)Number(value) },
                "--silos" => options with { Silos = (int)Number(value) },
                "--front-ends" => options with { FrontEnds = (int)Number(value) },
                "--seed" => options with { Seed = (int)Number(value) },
                "--membership" => options with { Redis = value switch { "redis" => true, "postgres" => false, _ => throw new FormatException("Membership is redis or postgres.") } },
                "--every" => options with { Every = Number(value) },
                "--rest" => options with { RestClients = (int)Number(value) },
                "--hub-watchers" => options with { HubWatchers = Math.Min(100, Number(value)) },
                "--hub-speakers" => options with { HubSpeakers = (int)Number(value) },
                "--uploaders" => options with { Uploaders = (int)Number(value) },
                "--settle" => options with { Settle = TimeSpan.FromSeconds(Number(value)) },
                "--without" => options with { Kinds = options.Kinds.Except(ReadKinds(value)).ToHashSet() },
                "--only" => options with { Kinds = ReadKinds(value).ToHashSet() },
                "--log" => options with { Log = value },
                "--logs" => options with { ProcessLogs = value },
                var unknown => throw new FormatException($"'{unknown}' is not known."),
            };
        }

        return args.IsEmpty ? options : throw new FormatException($"'{args[0]}' has no value.");
    }

    private static IEnumerable<FaultKind> ReadKinds(string value) => value.Split(',').Select(name => Enum.TryParse<FaultKind>(name, ignoreCase: true, out var kind)
        ? kind
        : throw new FormatException($"'{name}' is no fault. Faults: {string.Join(", ", Enum.GetNames<FaultKind>())}."));

    private static double Number(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"'{text}' is not a number.");
}
