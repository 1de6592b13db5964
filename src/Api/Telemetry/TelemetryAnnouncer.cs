using MeetingIntel.Api.Errors;
using MeetingIntel.Observability;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Telemetry;

namespace MeetingIntel.Api.Telemetry;

/// <summary>Tells the grains of channels what was put on record here, so that whoever asks for the newest point gets it, and whoever watches sees it.</summary>
internal sealed partial class TelemetryAnnouncer(IServiceProvider services, TimeProvider time, ILogger<TelemetryAnnouncer> logger) : ITelemetryAudience
{
    /// <summary>So long a grain that does not answer holds up those who wait for their points: they are on record, and a grain that is lost reads them when it is back.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // The storage is there before the cluster is.
    private IGrainFactory? _grains;

    /// <inheritdoc/>
    public async Task TellAsync(IReadOnlyList<ChannelNews> news)
    {
        if (news.Count == 0)
        {
            return;
        }

        CallContext.Leave();
        _grains ??= services.GetRequiredService<IGrainFactory>();
        var calls = new Task[news.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            calls[i] = _grains.GetGrain<ITelemetryChannelGrain>(news[i].Key.ToString()).ReportAsync(news[i].Newest);
        }

        var all = Task.WhenAll(calls);
        try
        {
            await all.WaitAsync(Patience, time);
        }
        catch (Exception failure)
        {
            LogNotTold(news[0].Key.SessionId, ExceptionProblems.ToProblem(failure).Code, failure.Message);
            // What comes of it later is of no use to anybody, and no surprise.
            _ = all.Exception;
        }
    }

    [LoggerMessage(EventId = 90, Level = LogLevel.Warning, Message = "Session {SessionId}: telemetry is on record, but its channels could not be told ({Code}): {Reason} Who asks for the newest point may get an older one until the next one comes.")]
    private partial void LogNotTold(string sessionId, string code, string reason);
}
