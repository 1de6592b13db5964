using MeetingIntel.Erasure;
using MeetingIntel.Grains.Sessions;
using MeetingIntel.Observability;
using MeetingIntel.Providers.Files;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Erasure;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Timeline;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Grains.Erasure;

/// <summary>
/// Sees an erasure to its end: a reminder that is set before its first step brings it back until nothing is left. The session itself is told before the rest is taken
/// away, so that it stops writing; what was on its way to the database even then is found by looking until nothing can come any more. Files have no such order: a minute after
/// the end somebody looks once more.
/// </summary>
[GrainType("erasure")]
internal sealed partial class ErasureGrain(ISessionErasure erasure, IFileStore files, TimeProvider clock, ILogger<ErasureGrain> logger) : Grain, IErasureGrain, IRemindable
{
    private const string UnfinishedReminder = "erasure-unfinished";
    private const string Server = "server:retention";

    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StepPeriod = TimeSpan.FromMilliseconds(200);

    /// <summary>What was on its way to the store of files is there by then.</summary>
    private static readonly TimeSpan LastLook = TimeSpan.FromMinutes(1);

    /// <summary>Pieces that one step takes away.</summary>
    private const int PiecesAtOnce = 50;

    private IGrainTimer? _timer;
    private long? _mark;

    private string SessionId => this.GetPrimaryKeyString();

    public async Task<GrainResult<ErasureReceipt>> EraseAsync(EraseSession command)
    {
        try
        {
            await this.RegisterOrUpdateReminder(UnfinishedReminder, ReminderPeriod, ReminderPeriod);
            var note = new AuditNote(command.OrgId, command.Reason == ErasureReason.Retention ? Server : CallContext.Actor ?? Server, "session.erase", SessionId, RequestId: CallContext.RequestId);
            if (await erasure.BeginAsync(SessionId, command.Reason, note, CancellationToken.None) is not { } receipt)
            {
                await this.ForgetReminderAsync(UnfinishedReminder);
                return SessionErrors.NotFound(SessionId);
            }

            Schedule();
            return receipt;
        }
        catch (JournalUnavailableException failure)
        {
            LogStorageAway(SessionId, failure);
            return SessionErrors.StorageAway;
        }
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var receipt = await erasure.FindAsync(SessionId, CancellationToken.None);
        if (receipt is { ErasedAt: null })
        {
            Schedule();
            return;
        }

        if (receipt is not null && (clock.GetUtcNow() - receipt.ErasedAt < LastLook || !await TryDeleteFilesAsync(receipt)))
        {
            return;
        }

        await this.ForgetReminderAsync(UnfinishedReminder);
    }

    private void Schedule() => _timer ??= this.RegisterGrainTimer(
        static (grain, cancellation) => grain.StepAsync(cancellation),
        this,
        // Interleaves: a step may take seconds, and whoever asks to erase the session once more is answered meanwhile.
        new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = StepPeriod, Interleave = true, KeepAlive = true });

    private async Task<bool> TryDeleteFilesAsync(ErasureReceipt receipt)
    {
        try
        {
            await DeleteFilesAsync(receipt, CancellationToken.None);
            return true;
        }
        catch (Exception failure) when (failure is FileStoreException or JournalUnavailableException)
        {
            LogFailed(SessionId, failure);
            return false;
        }
    }

    private async Task DeleteFilesAsync(ErasureReceipt receipt, CancellationToken cancellationToken)
    {
        var (count, bytes) = await files.DeleteAllAsync(RecordingKeys.OfSession(receipt.OrgId, SessionId), cancellationToken);
        if (count > 0)
        {
            await erasure.AddFilesAsync(SessionId, count, bytes, cancellationToken);
        }
    }

    /// <summary>One step; the next tick makes the next one. After a failure the reminder begins again.</summary>
    private async Task StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await AdvanceAsync(cancellationToken))
            {
                LogErased(SessionId);
                Stop();
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailed(SessionId, failure);
            Stop();
        }
    }

    /// <returns>Whether nothing is left.</returns>
    private async Task<bool> AdvanceAsync(CancellationToken cancellationToken)
    {
        if (_mark is not { } mark)
        {
            // It finds itself gone, and tells who watches. From then on no activation of it begins to write.
            await GrainFactory.GetGrain<ISessionGrain>(SessionId).ReadAgainAsync();
            _mark = await erasure.MarkAsync(cancellationToken);
            return false;
        }

        for (var pieces = 0; pieces < PiecesAtOnce; pieces++)
        {
            var isPast = await erasure.IsPastAsync(mark, cancellationToken);
            if (await erasure.SweepAsync(SessionId, UnfinishedReminder, cancellationToken) == 0)
            {
                return isPast && await CompleteAsync(cancellationToken);
            }
        }

        return false;
    }

    private async Task<bool> CompleteAsync(CancellationToken cancellationToken)
    {

        await DeleteFilesAsync((await erasure.FindAsync(SessionId, cancellationToken))!, cancellationToken);
        await erasure.CompleteAsync(SessionId, cancellationToken);
        return true;
    }

    private void Stop()
    {
        _timer?.Dispose();
        _timer = null;
        _mark = null;
    }

    [LoggerMessage(LogLevel.Information, "Session {SessionId} has been erased; its receipt says what has gone.")]
    private partial void LogErased(string sessionId);

    [LoggerMessage(LogLevel.Warning, "The erasure of session {SessionId} could not go on; nobody finds the session, and the rest of it is erased from the next minute on. If it goes on, look at the database and the store of files.")]
    private partial void LogFailed(string sessionId, Exception failure);

    [LoggerMessage(LogLevel.Error, "The erasure of session {SessionId} could not begin, or whether it did is not known. Check PostgreSQL; the caller is asked to try again.")]
    private partial void LogStorageAway(string sessionId, Exception failure);
}
