namespace MeetingIntel.Bench.Placement.Simulation;

/// <summary>A meeting to be placed. Times are seconds after 8:50.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
/// <param name="Channels">Audio channels; they join within its first minutes.</param>
/// <param name="Watchers">Dashboards; they come within its first minutes.</param>
internal sealed record Meeting(double Start, double End, int Channels, int Watchers)
{
    /// <summary>What a channel's transcription costs: the unit of all costs.</summary>
    public const double ChannelCost = 1;

    /// <summary>What a session costs when all are there: its events, and their way to each watcher.</summary>
    public double Cost => (0.2 * Channels) + (0.02 * Watchers);
}

/// <summary>When meetings begin and what they are like: most begin on the hour, a few are large.</summary>
internal static class Meetings
{
    /// <summary>9:00, in seconds after 8:50.</summary>
    public const double Hour = 600;

    private const double EarlyShare = 0.25;
    private const double Later = 3600;
    private const int MostChannels = 64;
    private const int MostWatchers = 5000;

    /// <summary>Makes as many meetings as are to go on at the same time shortly after the hour, and those that follow at half past nine.</summary>
    /// <param name="count">How many at the same time.</param>
    /// <param name="random">Chance.</param>
    public static List<Meeting> Make(int count, Random random)
    {
        var meetings = new List<Meeting>(count * 3 / 2);
        for (var number = 0; number < count; number++)
        {
            // Those of before go on; the others begin on the hour, with the punctuality of people.
            var start = random.NextDouble() < EarlyShare ? random.NextDouble() * 300 : Math.Max(0, Hour + (Normal(random) * 60));
            meetings.Add(Make(start, random));
        }

        // Whatever ends is followed by another one: mostly at half past, now and then at any time.
        foreach (var end in meetings.Where(meeting => meeting.End < Later).Select(meeting => meeting.End).ToList())
        {
            meetings.Add(Make(end > Hour + 1700 || random.NextDouble() < 0.5 ? Math.Max(end, Hour + 1800) + Math.Abs(Normal(random) * 60) : end + (random.NextDouble() * 600), random));
        }

        return meetings;
    }

    private static Meeting Make(double start, Random random)
    {
        var minutes = random.NextDouble() switch { < 0.15 => 10 + (random.NextDouble() * 15), < 0.6 => 28 + (Normal(random) * 3), _ => 55 + (Normal(random) * 4) };
        var channels = (int)Math.Min(MostChannels, Math.Ceiling(Pareto(random, 1.2, 1.7)));
        var watchers = (int)Math.Min(MostWatchers, Pareto(random, 1, 1.1));
        return new Meeting(start, start + Math.Max(300, minutes * 60), channels, watchers);
    }

    private static double Pareto(Random random, double least, double tail) => least * Math.Pow(1 - random.NextDouble(), -1 / tail);

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
