using MeetingIntel.Erasure;
using MeetingIntel.Storage.Erasure;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Grains.Erasure;

/// <summary>Looks every hour for sessions that their organisation keeps no longer. A reminder does it, which ends when the organisation keeps everything.</summary>
[GrainType("retention")]
internal sealed partial class RetentionGrain(IErasureReads erasures, TimeProvider clock, ILogger<RetentionGrain> logger) : Grain, IRetentionGrain, IRemindable
{
    private const string HourlyReminder = "retention";

    /// <summary>Erasures that one look begins. The next ones wait for the next look, which comes soon when there are more.</summary>
    private const int AtOnce = 50;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private IGrainTimer? _again;

    public Task ExpectAsync() => this.RegisterOrUpdateReminder(HourlyReminder, Hour, Hour);

    public Task LookAsync()
    {
        LookIn(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => EraseDueAsync();

    private void LookIn(TimeSpan due)
    {
        _again?.Dispose();
        _again = this.RegisterGrainTimer(static (grain, _) => grain.EraseDueAsync(), this, new GrainTimerCreationOptions { DueTime = due, Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
    }

    private async Task EraseDueAsync()
    {
        var orgId = this.GetPrimaryKeyString();
        try
        {
            if (await erasures.FindRetentionAsync(orgId, CancellationToken.None) is not { } days)
            {
                await this.ForgetReminderAsync(HourlyReminder);
                return;
            }

            var due = await erasures.ListDueAsync(orgId, clock.GetUtcNow().AddDays(-days), AtOnce, CancellationToken.None);
            foreach (var session in due)
            {
                // One that somebody has erased in this moment is as good.
                if (await GrainFactory.GetGrain<IErasureGrain>(session).EraseAsync(new EraseSession(orgId, ErasureReason.Retention)) is { Succeeded: false, Error: { Kind: not GrainErrorKind.NotFound } refused })
                {
                    LogRefused(orgId, session, refused.Code);
                    return;
                }
            }

            if (due.Count > 0)
            {
                LogDue(due.Count, orgId, days);
                LookIn(Soon);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailed(orgId, failure);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} sessions of {OrgId} ended more than {Days} days ago and are erased.")]
    private partial void LogDue(int count, string orgId, int days);

    [LoggerMessage(LogLevel.Warning, "Session {SessionId} of {OrgId} is to be kept no longer, and could not be erased ({Code}); it and the others are tried again in an hour. If it goes on, look at the database.")]
    private partial void LogRefused(string orgId, string sessionId, string code);

    [LoggerMessage(LogLevel.Warning, "Sessions of {OrgId} that are to be kept no longer could not be looked up, or not all of them erased; it is tried again in an hour. If it goes on, look at the database.")]
    private partial void LogFailed(string orgId, Exception failure);
}
