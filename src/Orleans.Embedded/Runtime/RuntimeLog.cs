using Microsoft.Extensions.Logging;
using Orleans.Calls;

namespace Orleans.Runtime;

/// <summary>What the runtime logs. Arguments and results of calls are never logged.</summary>
internal sealed partial class RuntimeLog(ILogger logger)
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "A turn of {Grain} failed in the runtime itself")]
    internal partial void TurnFailed(GrainId grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Activation of {Grain} failed")]
    internal partial void ActivationFailed(GrainId grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Deactivation of {Grain} failed")]
    internal partial void DeactivationFailed(GrainId grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "One-way call {Call} failed")]
    internal partial void OneWayFailure(GrainCall call, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {Call} failed after its caller had stopped waiting")]
    internal partial void LateFailure(GrainCall call, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Call {Call} was not executed: its caller had stopped waiting, or it waited for too long")]
    internal partial void CallDropped(GrainCall call);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Notification {Call} was not delivered: its observer is gone")]
    internal partial void ObserverGone(GrainCall call);

    [LoggerMessage(Level = LogLevel.Error, Message = "The [MayInterleave] predicate of {Grain} failed; the request waits")]
    internal partial void PredicateFailed(GrainId grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {Call} got no response in time; its caller gets a TimeoutException")]
    internal partial void CallExpired(GrainCall call);

    [LoggerMessage(Level = LogLevel.Error, Message = "A timer tick of {Grain} failed")]
    internal partial void TimerFailed(GrainId grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reminder {Reminder} of {Grain} failed")]
    internal partial void ReminderFailed(GrainId grain, string reminder, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reading the reminder table failed; it is read again at the next refresh")]
    internal partial void ReminderRefreshFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {Stream} of {Provider}: delivery to {Consumer} failed, attempt {Attempt}")]
    internal partial void DeliveryFailed(StreamId stream, string provider, GrainId consumer, int attempt, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream} of {Provider}: an item was given up for {Consumer} after {Attempts} attempts")]
    internal partial void DeliveryGivenUp(StreamId stream, string provider, GrainId consumer, int attempts, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {Stream} of {Provider}: {Consumer} attached no observer; the item is dropped")]
    internal partial void NoObserver(StreamId stream, string provider, GrainId consumer);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream} of {Provider}: the error handler of {Consumer} failed")]
    internal partial void ErrorHandlerFailed(StreamId stream, string provider, GrainId consumer, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} grains did not deactivate before the process had to stop")]
    internal partial void StoppedWithActivations(int count);
}
