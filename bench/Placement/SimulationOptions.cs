using System.Globalization;

namespace MeetingIntel.Bench.Placement;

/// <summary>What to simulate. <see cref="Usage"/> says how to set it.</summary>
internal sealed record SimulationOptions
{
    /// <summary>The command line.</summary>
    public const string Usage = """
        Usage: dotnet run -c Release --project bench/Placement -- [option value]…
          --sessions 10000,1000000  numbers of meetings at the same time, at the peak
          --capacity 400            live channels that a silo takes
          --use 0.8                 share of all that in use at the peak: how many silos there are
          --cluster 100             silos in a cluster at most; more meetings means more clusters
          --update 0.05             share of the silos that a rolling update replaces at the same time
          --seed 1                  the same seed, the same figures
        """;

    public IReadOnlyList<int> Sessions { get; private init; } = [10_000, 1_000_000];

    public int Capacity { get; private init; } = 400;

    public double Use { get; private init; } = 0.8;

    public int ClusterSize { get; private init; } = 100;

    public double UpdateShare { get; private init; } = 0.05;

    public int Seed { get; private init; } = 1;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It makes no sense.</exception>
    public static SimulationOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new SimulationOptions();
        for (; args.Length >= 2; args = args[2..])
        {
            var value = args[1];
            options = args[0] switch
            {
                "--sessions" => options with { Sessions = [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)] },
                "--capacity" => options with { Capacity = Number(value) },
                "--use" => options with { Use = Share(value) },
                "--cluster" => options with { ClusterSize = Number(value) },
                "--update" => options with { UpdateShare = Share(value) },
                "--seed" => options with { Seed = Number(value) },
                _ => throw new FormatException($"'{args[0]} {value}' is no option."),
            };
        }

        return args.IsEmpty ? options : throw new FormatException($"'{args[0]}' needs a value.");
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new FormatException($"'{text}' is no number above 0.");

    private static double Share(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is > 0 and < 1 ? share : throw new FormatException($"'{text}' is not between 0 and 1.");
}
