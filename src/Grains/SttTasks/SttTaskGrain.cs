using MeetingIntel.Grains.Sessions;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.SttTasks;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.SttTasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Grains.SttTasks;

/// <summary>
/// Expects to hear what becomes of a task: a reminder that is set before the task is on record fails it in the end, whichever process has died meanwhile. What the task
/// is, its session knows.
/// </summary>
[GrainType("stt-task")]
internal sealed partial class SttTaskGrain(ISttTaskReads tasks, IOptions<SttTaskOptions> options, ILogger<SttTaskGrain> logger) : Grain, ISttTaskGrain, IRemindable
{
    private const string TimeoutReminder = "timeout";

    public async Task<GrainResult<SttTask>> RegisterAsync(RegisterSttTask command)
    {
        try
        {
            await this.RegisterOrUpdateReminder(TimeoutReminder, options.Value.Timeout, options.Value.Timeout);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotExpected(this.GetPrimaryKeyString(), failure.Message, failure is JournalUnavailableException ? null : failure);
            return SessionErrors.StorageAway;
        }

        var added = await GrainFactory.GetGrain<ISessionGrain>(command.SessionId).AddSttTaskAsync(new AddSttTask(this.GetPrimaryKeyString(), command));
        if (!added.Succeeded && added.Error.Kind != GrainErrorKind.Unavailable)
        {
            await this.ForgetReminderAsync(TimeoutReminder);
        }

        return added;
    }

    public async Task<GrainResult<SttTask>> SettleAsync(string sessionId, SettleSttTask command)
    {
        var settled = await GrainFactory.GetGrain<ISessionGrain>(sessionId).SettleSttTaskAsync(command);
        if (settled.Succeeded)
        {
            await this.ForgetReminderAsync(TimeoutReminder);
        }

        return settled;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var id = this.GetPrimaryKeyString();
        if (await tasks.FindSessionOfPendingAsync(id, CancellationToken.None) is { } session)
        {
            var failed = await GrainFactory.GetGrain<ISessionGrain>(session).SettleSttTaskAsync(new SettleSttTask(id, SttTaskStatus.Failed, null, SttTaskRules.TimedOut));
            if (!failed.Succeeded && failed.Error.Kind == GrainErrorKind.Unavailable)
            {
                return;
            }

            // Else somebody has said so in the last moment.
            if (failed.Succeeded)
            {
                LogTimedOut(session, id, options.Value.Timeout);
            }
        }

        await this.ForgetReminderAsync(TimeoutReminder);
    }

    [LoggerMessage(LogLevel.Warning, "Session {SessionId}: nobody said within {Timeout} what came of task {TaskId}, so it has failed. Look at whatever transcribes there.")]
    private partial void LogTimedOut(string sessionId, string taskId, TimeSpan timeout);

    [LoggerMessage(LogLevel.Error, "Task {TaskId} can't be registered: its time-out could not be scheduled: {Reason} Check PostgreSQL; the caller is asked to try again.")]
    private partial void LogNotExpected(string taskId, string reason, Exception? failure);
}
