using System.Globalization;

namespace MeetingIntel.Bench.Placement.Report;

/// <summary>The figures as lines of text: max and 99th percentile are multiples of the mean.</summary>
internal static class Table
{
    public const string Head =
        "                  channels    sessions         CPU     failure      update  update CPU   refused      refused     found   moved by    new\n" +
        "                  max  p99    max  p99    max  p99    max  p99    max  p99    max  p99  with room    all full      dead    failure  silos";

    public static string Row(Figures figures) => string.Create(
        CultureInfo.InvariantCulture,
        $"{figures.Name,-16}{Of(figures.Channels)}{Of(figures.Sessions)}{Of(figures.Cpu)}{Of(figures.AfterFailure)}{Of(figures.AfterUpdate)}{Of(figures.CpuAfterUpdate)} {figures.RefusedWithRoom,10:N0} {figures.RefusedFull,11:N0} {figures.FoundDead,9:N0} {figures.MovedShare,10:P2} {figures.Newcomers,6:F2}");

    private static string Of(Spread spread) => string.Create(CultureInfo.InvariantCulture, $" {spread.MaxToMean,5:F2}{spread.P99ToMean,6:F2}");
}
