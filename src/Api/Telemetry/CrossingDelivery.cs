using MeetingIntel.Api.Errors;
using MeetingIntel.Observability;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Storage.Timeline;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Api.Telemetry;

/// <summary>
/// Brings crossings of limits onto their sessions' timelines. They are on record with the points that they were found in, and are taken away only when they have
/// arrived; several front-ends may bring the same one, and the session takes it once.
/// </summary>
internal sealed partial class CrossingDelivery(ITelemetryCrossings crossings, IGrainFactory grains, ILogger<CrossingDelivery> logger) : BackgroundService
{
    private const int AtOnce = 500;

    /// <summary>Another front-end may have been lost before it had brought its own.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        CallContext.Leave();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await DeliverAsync(stoppingToken))
                {
                }

                await crossings.WaitAsync(Patience, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotRead(failure.Message, failure is JournalUnavailableException ? null : failure);
                await crossings.WaitAsync(Patience, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <returns>Whether there may be more that can be brought now.</returns>
    private async Task<bool> DeliverAsync(CancellationToken cancellationToken)
    {
        var waiting = await crossings.ReadAsync(AtOnce, cancellationToken);
        List<PendingCrossing> arrived = [];
        foreach (var session in waiting.GroupBy(crossing => crossing.SessionId, StringComparer.Ordinal))
        {
            arrived.AddRange(await DeliverAsync(session.Key, session));
        }

        if (arrived.Count > 0)
        {
            await crossings.RemoveAsync(arrived, cancellationToken);
        }

        return arrived.Count > 0 && waiting.Count == AtOnce;
    }

    private async Task<IReadOnlyList<PendingCrossing>> DeliverAsync(string sessionId, IEnumerable<PendingCrossing> waiting)
    {
        List<PendingCrossing> arrived = [];
        HashSet<int> held = [];
        foreach (var crossing in waiting)
        {
            if (!held.Contains(crossing.ChannelId) && await TellAsync(sessionId, crossing))
            {
                arrived.Add(crossing);
            }
            else
            {
                // What comes behind it on its channel must not come before it.
                held.Add(crossing.ChannelId);
            }
        }

        return arrived;
    }

    private async Task<bool> TellAsync(string sessionId, PendingCrossing crossing)
    {
        try
        {
            var told = await grains.GetGrain<ISessionGrain>(sessionId).CrossLimitAsync(crossing.Crossing);
            if (told.Succeeded || told.Error.Kind == GrainErrorKind.NotFound)
            {
                return true;
            }

            LogNotTold(sessionId, crossing.Crossing.Channel, told.Error.Code, null);
        }
        catch (Exception failure)
        {
            // A cluster or a database that is away is named by its code.
            LogNotTold(sessionId, crossing.Crossing.Channel, ExceptionProblems.ToProblem(failure).Code, ExceptionProblems.Passing(failure) is null ? failure : null);
        }

        return false;
    }

    [LoggerMessage(EventId = 91, Level = LogLevel.Warning, Message = "Session {SessionId}: a crossing of a limit of channel {Channel} is not on the timeline yet ({Code}); it is brought again in a moment.")]
    private partial void LogNotTold(string sessionId, string channel, string code, Exception? failure);

    [LoggerMessage(EventId = 92, Level = LogLevel.Warning, Message = "Crossings of limits could not be read, and wait: {Reason} Check PostgreSQL.")]
    private partial void LogNotRead(string reason, Exception? failure);
}
