using MeetingIntel.Telemetry;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>The points of several batches as columns of one statement, and of which channels they are.</summary>
internal sealed class PointRows
{
    private readonly Dictionary<TelemetryChannel, TelemetryReading> _newest = [];
    private readonly HashSet<TelemetryChannel> _untold = [];

    public PointRows(IReadOnlyList<PendingPoints> pending)
    {
        var count = pending.Sum(item => item.Batch.Count);
        (OrgNumbers, ChannelIds, At, Keys, Values) = (new(count), new(count), new(count), new(count), new(count));
        foreach (var item in pending)
            Add(item);
    }

    public List<int> OrgNumbers { get; }

    public List<int> ChannelIds { get; }

    public List<DateTime> At { get; }

    public List<long> Keys { get; }

    public List<double> Values { get; }

    /// <summary>The channels, each once.</summary>
    public IReadOnlyCollection<TelemetryChannel> Channels => _newest.Keys;

    /// <summary>The first day of each month that points are of.</summary>
    public HashSet<DateTime> Months { get; } = [];

    /// <summary>Minutes that a channel has gone on from: likely to be whole.</summary>
    public HashSet<(int ChannelId, DateTime Minute)> Left { get; } = [];

    /// <summary>The newest point of each channel of which is told.</summary>
    public IReadOnlyList<ChannelNews> News() => NewsOf(_newest.Where(pair => !_untold.Contains(pair.Key)));

    /// <summary>What there is to tell of channels.</summary>
    /// <param name="newest">The newest point of each.</param>
    public static IReadOnlyList<ChannelNews> NewsOf(IEnumerable<KeyValuePair<TelemetryChannel, TelemetryReading>> newest) =>
        [.. newest.Select(pair => new ChannelNews(pair.Key.Key, new NewestReading(pair.Key.OrgId, pair.Key.Id, pair.Key.Unit, pair.Value)))];

    private void Add(PendingPoints item)
    {
        var batch = item.Batch;
        var newest = new int[item.Channels.Length];
        Array.Fill(newest, -1);
        var month = default(DateTime);
        for (var i = 0; i < batch.Count; i++)
        {
            var index = batch.ChannelOf[i];
            var channel = item.Channels[index];
            var at = batch.At[i];
            OrgNumbers.Add(channel.OrgNumber);
            ChannelIds.Add(channel.Id);
            if (newest[index] is var known && (known < 0 || at > batch.At[known] || (at == batch.At[known] && batch.Keys[i] > batch.Keys[known])))
                newest[index] = i;
            var minute = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMinute));
            if (minute != channel.LastMinute)
            {
                if (channel.LastMinute != default)
                    Left.Add((channel.Id, channel.LastMinute));
                channel.LastMinute = minute;
            }

            if (at.Year != month.Year || at.Month != month.Month)
            {
                month = new DateTime(at.Year, at.Month, 1, 0, 0, 0, DateTimeKind.Utc);
                Months.Add(month);
            }
        }

        At.AddRange(batch.At);
        Keys.AddRange(batch.Keys);
        Values.AddRange(batch.Values);
        for (var i = 0; i < newest.Length; i++)
        {
            if (newest[i] is var row and >= 0)
            {
                var reading = new TelemetryReading(new DateTimeOffset(batch.At[row]), batch.Keys[row], batch.Values[row]);
                if (reading.IsBehind(_newest.GetValueOrDefault(item.Channels[i])))
                    _newest[item.Channels[i]] = reading;
                if (!batch.IsTold)
                    _untold.Add(item.Channels[i]);
            }
        }
    }
}
