using System.Runtime.InteropServices;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>Points summed up by channel and minute.</summary>
internal sealed class MinuteSums
{
    private readonly Dictionary<(int OrgNumber, int ChannelId, DateTime Minute), Sum> _sums = [];

    /// <summary>Sums points up, each of which counts.</summary>
    /// <param name="rows">The points.</param>
    public MinuteSums(PointRows rows)
    {
        for (var i = 0; i < rows.At.Count; i++)
        {
            var at = rows.At[i];
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, (rows.OrgNumbers[i], rows.ChannelIds[i], at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMinute))), out var known);
            var value = rows.Values[i];
            sum = known ? new(sum.Points + 1, sum.Total + value, Math.Min(sum.Lowest, value), Math.Max(sum.Highest, value)) : new(1, value, value, value);
        }
    }

    /// <summary>As columns, by channel and minute: whoever writes the same rows takes them in the same order.</summary>
    public (List<int> OrgNumbers, List<int> ChannelIds, List<DateTime> At, List<long> Points, List<double> Totals, List<double> Lowest, List<double> Highest) Columns()
    {
        var rows = _sums.OrderBy(row => row.Key.ChannelId).ThenBy(row => row.Key.Minute).ToList();
        return (
            rows.ConvertAll(row => row.Key.OrgNumber),
            rows.ConvertAll(row => row.Key.ChannelId),
            rows.ConvertAll(row => row.Key.Minute),
            rows.ConvertAll(row => row.Value.Points),
            rows.ConvertAll(row => row.Value.Total),
            rows.ConvertAll(row => row.Value.Lowest),
            rows.ConvertAll(row => row.Value.Highest));
    }

    private readonly record struct Sum(long Points, double Total, double Lowest, double Highest);
}
