using System.Diagnostics;
using MeetingIntel.Grains.Sessions;
using MeetingIntel.Insights;
using MeetingIntel.Observability;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Storage.Timeline;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Grains.Insights;

/// <summary>When the session is looked over again, and how what changed gets on record.</summary>
internal sealed partial class InsightGrain
{
    // While nothing can be recorded, passes become rarer: up to one in half a minute.
    private const int MaxSkippedTicks = 30;

    private static readonly TimeSpan PassPeriod = TimeSpan.FromSeconds(1);

    private IGrainTimer? _timer;
    private int _skippedTicks;
    private int _ticksToSkip;
    private bool _stale;

    private void Schedule() => _timer ??= this.RegisterGrainTimer(
        static (grain, cancellation) => grain.PassAsync(cancellation),
        this,
        new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = PassPeriod, KeepAlive = true });

    /// <summary>One pass. Analysing is CPU work and leaves the grain's turn; nothing else happens in the grain meanwhile.</summary>
    private async Task PassAsync(CancellationToken cancellationToken)
    {
        if (!_due)
        {
            _timer?.Dispose();
            _timer = null;
            return;
        }

        if (_ticksToSkip > 0)
        {
            _ticksToSkip--;
            return;
        }

        var started = Stopwatch.GetTimestamp();
        var span = _trace.Begin(_id);
        var (reason, failure) = await TryPassAsync(span, cancellationToken);
        InsightMetrics.Passed(Stopwatch.GetElapsedTime(started), reason);
        span.End(reason);
        if (reason is null)
        {
            _skippedTicks = 0;
            return;
        }

        if (reason == SessionErrors.NotFound(_id).Code)
        {
            // Erased; its reminder finds that out as well.
            _due = false;
            _analysis = null;
            DeactivateOnIdle();
            return;
        }

        // Whether it is on record is not known: a later tick tries again, against what is then there.
        _stale = true;
        _skippedTicks = Math.Min(MaxSkippedTicks, (2 * _skippedTicks) + 1);
        _ticksToSkip = _skippedTicks;
        if (failure is null)
        {
            LogPassPutOff(_id, _readThrough, reason, _skippedTicks);
        }
        else
        {
            LogPassFailed(failure, _id, _readThrough, _skippedTicks);
        }
    }

    /// <returns>Why the pass may not be on record; the exception as well where the reason alone does not explain it.</returns>
    private async Task<(string? Reason, Exception? Failure)> TryPassAsync(Activity? span, CancellationToken cancellationToken)
    {
        try
        {
            CallContext.Enter(span);
            return (await RecordPassAsync(cancellationToken), null);
        }
        catch (SessionGoneException)
        {
            return (SessionErrors.NotFound(_id).Code, null);
        }
        catch (JournalUnavailableException)
        {
            return (SessionErrors.StorageAway.Code, null);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return (failure.GetType().Name, failure);
        }
    }

    /// <returns>The code with which the session refused the pass, if it did.</returns>
    private async Task<string?> RecordPassAsync(CancellationToken cancellationToken)
    {
        if (_stale)
        {
            await RecallAsync(cancellationToken);
            await CatchUpAsync(cancellationToken);
            _stale = false;
        }

        var (through, corrected, final, endsExpected) = (_readThrough, _correctedSeq, _ended, _endsExpected);
        var now = await Task.Run(() => _analysis!.AnalyseAsync(cancellationToken).AsTask(), cancellationToken);
        if (InsightDelta.Between(_recorded, now, through, final, corrected) is { } change)
        {
            var update = new UpdateInsights(change, new InsightMark(_recorded.ThroughSeq, _recorded.Final), corrected);
            if (await GrainFactory.GetGrain<ISessionGrain>(_id).UpdateInsightsAsync(update) is { Succeeded: false, Error: var error })
            {
                return error.Code;
            }

            _recorded = new StoredInsights(now, through, final);
        }

        _considered = through;
        _due = false;
        if (final)
        {
            await ForgetReminderAsync(endsExpected);
        }

        return null;
    }

    [LoggerMessage(
        LogLevel.Information,
        "Insights of session {SessionId}, up to event {Seq}, can't be put on record now ({Reason}); they are tried again in {Seconds} s, and none is lost. Nothing has to be done here; if it goes on, look at the database.")]
    private partial void LogPassPutOff(string sessionId, long seq, string reason, int seconds);

    [LoggerMessage(
        LogLevel.Warning,
        "Insights of session {SessionId}, up to event {Seq}, failed; they are tried again in {Seconds} s, and none is lost. After the loss of a silo nothing has to be done; if it goes on, report it with what follows.")]
    private partial void LogPassFailed(Exception failure, string sessionId, long seq, int seconds);
}
