using Microsoft.Extensions.Logging;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>What is done with points that are on record: whoever watches is told, and the seconds of minutes that seem to be whole are asked for.</summary>
internal sealed partial class TelemetryNews(SecondBuckets seconds, ILogger<TelemetryNews> logger, ITelemetryAudience? audience = null)
{
    /// <summary>Tells.</summary>
    /// <param name="news">The newest point of each channel.</param>
    /// <param name="left">Minutes that a channel has gone on from.</param>
    public async Task TellAsync(IReadOnlyList<ChannelNews> news, IEnumerable<(int ChannelId, DateTime Minute)> left)
    {
        foreach (var (channelId, minute) in left)
            seconds.Ask(channelId, minute);
        try
        {
            await (audience?.TellAsync(news) ?? Task.CompletedTask);
        }
        catch (Exception exception)
        {
            LogNotTold(exception);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Points are on record, but whoever watches was not told. This is a bug.")]
    private partial void LogNotTold(Exception exception);
}
