using System.Globalization;

namespace MeetingIntel.Bench.Placement.Report;

/// <summary>The figures as lines of text.</summary>
internal static class Table
{
    public const string Head = """
                          at 9:05                              after a failure                       after the update          opens refused
                          channels     sessions     CPU        channels     moved back in  newcomer  channels     CPU        with room  all full   on dead
                            max   p99    max   p99    max   p99    max   p99 x fair       s    x fair    max   p99    max   p99       each million    silos
        """;

    public const string Legend = "max, p99: the most loaded silo, and the one that one in a hundred exceeds, as multiples of the mean. x fair: as a multiple of the fair share.";

    public static string Row(Figures figures)
    {
        var million = 1e6 / Math.Max(1, figures.Opened);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.Name,-17}{Of(figures.Channels)} {Of(figures.Sessions)} {Of(figures.Cpu)} {Of(figures.ChannelsAfterFailure)} {figures.Moved,6:F2} {figures.MovedWithin,7:F1} {figures.Newcomers,9:F2} {Of(figures.ChannelsAfterUpdate)} {Of(figures.CpuAfterUpdate)} {figures.RefusedWithRoom * million,9:F0} {figures.RefusedFull * million,9:F0} {figures.FoundDead,8:N0}");
    }

    private static string Of(Spread spread) => string.Create(CultureInfo.InvariantCulture, $"{spread.MaxToMean,6:F2}{spread.P99ToMean,6:F2}");
}
