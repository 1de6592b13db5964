using System.Globalization;
using MeetingIntel.Bench.Load.Speech;

namespace MeetingIntel.Bench.Load;

/// <summary>What to measure. <see cref="Usage"/> says how to set it.</summary>
internal sealed record LoadOptions
{
    /// <summary>The command line.</summary>
    public const string Usage = """
        Usage: dotnet run -c Release --project bench/Load -- [option value]…
          --channels 100,200,500   numbers of real-time channels to measure delays at
          --per-session 1          channels in a session
          --subscribers 1          subscribers of each session, where channels speak in real time
          --seconds 30             measured stretch at each number of channels
          --warm-up 150            seconds before that
          --words 10               words of 300 ms in a sentence
          --pause-ms 2000          silence behind it; the scripted provider ends a sentence after 100 ms
          --connections 16         audio connections that saturate a server
          --saturated 10           measured seconds of a round
          --rounds 3               rounds of sink and product taking turns; 0: none, and no saturated warm-up
          --engine embedded        the build of the product: embedded, or orleans (build bench/Host with -p:Engine=orleans before)
          --silos 0                silos of a cluster, with a front-end in a process of its own; 0: one process for all (--engine orleans)
          --hand-over-ms N         for how long the product gathers frames that come in real time; its own default otherwise
          --server-cpus 0          CPUs of the server under test (taskset -c)
          --other-cpus 1           CPUs of the generator and PostgreSQL
          --json FILE              writes all figures there, too
        """;

    public IReadOnlyList<int> Channels { get; private init; } = [100, 200, 500];

    public int ChannelsPerSession { get; private init; } = 1;

    public int Subscribers { get; private init; } = 1;

    public TimeSpan Measured { get; private init; } = TimeSpan.FromSeconds(30);

    public TimeSpan WarmUp { get; private init; } = TimeSpan.FromSeconds(150);

    public Rhythm Rhythm { get; private init; } = new(Words: 10, PauseFrames: 2 * Script.FrameRate);

    public int Connections { get; private init; } = 16;

    public TimeSpan Saturated { get; private init; } = TimeSpan.FromSeconds(10);

    /// <summary>The server's processes share its CPUs, and each of them has the same code to compile.</summary>
    public TimeSpan SaturatedWarmUp => TimeSpan.FromSeconds(20 * (1 + Silos));

    public int Rounds { get; private init; } = 3;

    public string Engine { get; private init; } = "embedded";

    public int Silos { get; private init; }

    public int? HandOverMilliseconds { get; private init; }

    public string ServerCpus { get; private init; } = "0";

    public string OtherCpus { get; private init; } = "1";

    public string? Json { get; private init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It makes no sense.</exception>
    public static LoadOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new LoadOptions();
        for (; args.Length >= 2; args = args[2..])
        {
            var value = args[1];
            options = args[0] switch
            {
                "--channels" => options with { Channels = [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)] },
                "--per-session" => options with { ChannelsPerSession = Number(value) },
                "--subscribers" => options with { Subscribers = Math.Max(1, Number(value)) },
                "--seconds" => options with { Measured = TimeSpan.FromSeconds(Number(value)) },
                "--warm-up" => options with { WarmUp = TimeSpan.FromSeconds(Number(value)) },
                "--words" => options with { Rhythm = options.Rhythm with { Words = Number(value) } },
                "--pause-ms" => options with { Rhythm = options.Rhythm with { PauseFrames = Number(value) * Script.FrameRate / 1000 } },
                "--connections" => options with { Connections = Number(value) },
                "--saturated" => options with { Saturated = TimeSpan.FromSeconds(Number(value)) },
                "--rounds" => options with { Rounds = Number(value) },
                "--engine" => options with { Engine = value is "embedded" or "orleans" ? value : throw new FormatException($"There is no engine '{value}'.") },
                "--silos" => options with { Silos = Number(value) },
                "--hand-over-ms" => options with { HandOverMilliseconds = Number(value) },
                "--server-cpus" => options with { ServerCpus = value },
                "--other-cpus" => options with { OtherCpus = value },
                "--json" => options with { Json = value },
                var unknown => throw new FormatException($"'{unknown}' is not known."),
            };
        }

        return !args.IsEmpty ? throw new FormatException($"'{args[0]}' has no value.")
            : options is { Silos: > 0, Engine: "embedded" } ? throw new FormatException("Only --engine orleans has silos of its own.")
            : options;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"'{text}' is not a number.");
}
