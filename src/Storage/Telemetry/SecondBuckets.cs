using System.Threading.Channels;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>
/// Sums the seconds up of minutes with so many points that nobody wants to read them one by one. Beside the writing, since they can always be made again from the
/// points; a minute says how many points its seconds hold, so that seconds that miss some are no use to anybody.
/// </summary>
internal sealed partial class SecondBuckets(Database database, TimeProvider time, ILogger<SecondBuckets> logger) : BackgroundService
{
    /// <summary>Minutes with fewer points are read point by point.</summary>
    public const int WorthIt = 600;

    /// <summary>So many minutes are asked for at once.</summary>
    public const int MaxAsked = 1_000;

    private const int MaxWaiting = 10_000;

    /// <summary>For each second of work it rests so many: what is written goes first.</summary>
    private const int Rest = 4;

    private const string Make =
        """
        WITH minute AS (
          SELECT m.points FROM telemetry_buckets m WHERE m.channel_id = $1 AND m.seconds = 60 AND m.at = $2 AND m.points >= $3 AND m.in_seconds <> m.points FOR UPDATE),
        summed AS (
          SELECT p.org_number, p.channel_id, date_bin('1 second', p.at, 'epoch') AS at, count(*) AS points, sum(p.value) AS total, min(p.value) AS lowest, max(p.value) AS highest
          FROM telemetry_points p WHERE p.channel_id = $1 AND p.at >= $2 AND p.at < $2 + interval '1 minute' AND EXISTS (SELECT FROM minute)
          GROUP BY p.org_number, p.channel_id, date_bin('1 second', p.at, 'epoch')),
        made AS (
          INSERT INTO telemetry_buckets (org_number, channel_id, seconds, at, points, total, lowest, highest)
          SELECT org_number, channel_id, 1, at, points, total, lowest, highest FROM summed
          ON CONFLICT (channel_id, seconds, at) DO UPDATE SET points = excluded.points, total = excluded.total, lowest = excluded.lowest, highest = excluded.highest)
        UPDATE telemetry_buckets m SET in_seconds = (SELECT COALESCE(sum(points), 0) FROM summed)
        WHERE m.channel_id = $1 AND m.seconds = 60 AND m.at = $2 AND EXISTS (SELECT FROM minute)
        """;

    private readonly Channel<(int ChannelId, DateTime Minute)> _asked = Channel.CreateBounded<(int, DateTime)>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Asks for the seconds of a minute. When too much is waiting it is forgotten: whoever reads the minute next asks again.</summary>
    /// <param name="channelId">The channel.</param>
    /// <param name="minute">When it begins, UTC.</param>
    public void Ask(int channelId, DateTime minute) => _asked.Writer.TryWrite((channelId, minute));

    /// <summary>Sums the seconds of a minute up, if it is worth it and they are not up to date.</summary>
    /// <param name="channelId">The channel.</param>
    /// <param name="minute">When it begins, UTC.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task MakeAsync(int channelId, DateTime minute, CancellationToken cancellationToken) =>
        database.WriteAsync([Statement.Of(Make, channelId, minute, (long)WorthIt)], static _ => 0, cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (channelId, minute) in _asked.Reader.ReadAllAsync(stoppingToken))
        {
            var started = time.GetTimestamp();
            try
            {
                await MakeAsync(channelId, minute, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotMade(exception);
            }

            await Task.Delay(time.GetElapsedTime(started) * Rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Seconds of a telemetry channel could not be summed up: plots of it are slower until somebody asks again")]
    private partial void LogNotMade(Exception exception);
}
