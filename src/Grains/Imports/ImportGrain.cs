using MeetingIntel.Corrections;
using MeetingIntel.Grains.Sessions;
using MeetingIntel.Imports;
using MeetingIntel.Insights;
using MeetingIntel.Observability;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.SttTasks;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.SttTasks;
using MeetingIntel.Timeline;
using MeetingIntel.Transcripts;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Grains.Imports;

/// <summary>
/// Writes a session that is read in from a file. Its rows stay unseen until all of them are there, and a reminder that is set before the first one erases them if that
/// does not come to pass.
/// </summary>
[GrainType("import")]
internal sealed partial class ImportGrain(
    IJournal journal, ISessionImports imports, ISessionReads sessions, ISttTaskReads tasks, TimeProvider clock, ILogger<ImportGrain> logger) : Grain, IImportGrain, IRemindable
{
    private const string UnfinishedReminder = "import-unfinished";
    private const int TasksPage = 500;

    /// <summary>An import of which nothing comes for so long has nobody any more who sends it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private ImportState? _state;
    private ImportBatch? _owner;
    private long? _seenAtTick;

    public async Task<GrainError?> AppendAsync(ImportBatch batch)
    {
        if (batch.Events is [{ Event.Seq: 1 }, ..] && _state is null)
        {
            if (!await ExpectAsync())
            {
                return SessionErrors.StorageAway;
            }

            _state = new ImportState();
            _owner = batch with { Events = [] };
        }

        if (_state is null)
        {
            return batch.Events.Count > 0 && !await imports.IsUnderWayAsync(this.GetPrimaryKeyString(), CancellationToken.None) ? ImportErrors.Hole(0, 1) : ImportErrors.Interrupted;
        }

        var events = new List<SessionEvent>(batch.Events.Count);
        foreach (var imported in batch.Events)
        {
            if (ImportRules.Take(this.GetPrimaryKeyString(), _state, batch, imported, out var entry) is { } wrong)
            {
                return wrong;
            }

            events.Add(entry);
        }

        return await WriteAsync(events);
    }

    public async Task<GrainResult<SessionSnapshot>> CompleteAsync(CompleteImport command)
    {
        if (_state?.Session is not { } session || _owner is not { } owner)
        {
            return _state is null && await imports.IsUnderWayAsync(this.GetPrimaryKeyString(), CancellationToken.None) ? ImportErrors.Interrupted : ImportErrors.Empty;
        }

        if (ImportRules.Check(session, _state.Audio, command.Channels) is { } wrong)
        {
            return wrong;
        }

        var advances = command.Channels.Where(channel => channel.AckedOffset > 0).Select(channel => new ChannelAdvance(channel.Name, 0, channel.AckedOffset, channel.AckedTime)).ToList();
        List<SessionEvent> ends = _state.Audio.Running is { } version ? [new(session.LastSeq + 1, clock.GetUtcNow(), new TranscriptVersionFailed(version, ImportErrors.Interrupted.Code))] : [];
        if (ends.Count + advances.Count > 0 && await WriteAsync(ends, advances) is { } failed)
        {
            return failed;
        }

        var note = new AuditNote(owner.OrgId, CallContext.Actor ?? owner.OwnerId, "session.import", session.Id, session.Id, CallContext.RequestId);
        await imports.CompleteAsync(session.Id, note, CancellationToken.None);
        await GoOnAsync();
        return await GrainFactory.GetGrain<ISessionGrain>(session.Id).GetAsync();
    }

    public async Task AbandonAsync()
    {
        await imports.EraseAsync(this.GetPrimaryKeyString(), CancellationToken.None);
        await this.ForgetReminderAsync(UnfinishedReminder);
        DeactivateOnIdle();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var seen = _state?.Session?.LastSeq;
        if (seen is not null && seen != _seenAtTick)
        {
            _seenAtTick = seen;
            return;
        }

        if (await imports.IsUnderWayAsync(this.GetPrimaryKeyString(), CancellationToken.None))
        {
            LogAbandoned(this.GetPrimaryKeyString(), seen ?? 0);
            await AbandonAsync();
        }
        else
        {
            await GoOnAsync();
        }
    }

    /// <summary>What waits for something in the session waits for it from now on; then nothing is left to be done.</summary>
    private async Task GoOnAsync()
    {
        if (await sessions.LoadAsync(this.GetPrimaryKeyString(), CancellationToken.None) is { } session)
        {
            await AwaitTasksAsync(session);
            if (session is { Status: SessionStatus.Ended, Insights: null or { Final: false } } || session.CorrectedSeq > (session.Insights?.ThroughSeq ?? 0))
            {
                await GrainFactory.GetGrain<IInsightGrain>(session.Id).ExpectEndAsync();
            }
        }

        await this.ForgetReminderAsync(UnfinishedReminder);
        DeactivateOnIdle();
    }

    private async Task AwaitTasksAsync(SessionSnapshot session)
    {
        long? before = null;
        do
        {
            var page = await tasks.ListAsync(session.OrgId, session.Id, before, TasksPage, CancellationToken.None);
            foreach (var task in page.Select(stored => stored.Task).Where(task => task.Status == SttTaskStatus.Pending))
            {
                await GrainFactory.GetGrain<ISttTaskGrain>(task.Id).RegisterAsync(new RegisterSttTask(session.Id, task.AudioChunkId, task.DurationSeconds, task.Model));
            }

            before = page.Count < TasksPage ? null : page[^1].Seq;
        }
        while (before is not null);
    }

    /// <summary>A rename changes as much as was said by then, and so takes its time: each gets a transaction of its own.</summary>
    private async Task<GrainError?> WriteAsync(List<SessionEvent> events)
    {
        for (var (from, to) = (0, 1); from < events.Count; from = to++)
        {
            while (to < events.Count && events[to].Data is not SpeakerRenamed)
            {
                to++;
            }

            if (await WriteAsync(events[from..to], []) is { } failed)
            {
                return failed;
            }
        }

        return null;
    }

    private async Task<GrainError?> WriteAsync(List<SessionEvent> events, List<ChannelAdvance> advances)
    {
        try
        {
            // Nobody acts on the events: that they were read in is one entry of the audit.
            var append = new JournalAppend(this.GetPrimaryKeyString(), _owner!.OrgId, events, advances, Actor: null, CallContext.RequestId, Importing: true);
            return await journal.AppendAsync(append, CancellationToken.None) == JournalOutcome.Committed ? null : ImportErrors.Interrupted;
        }
        catch (JournalUnavailableException failure)
        {
            LogStorageAway(this.GetPrimaryKeyString(), failure);
            return SessionErrors.StorageAway;
        }
    }

    private async Task<bool> ExpectAsync()
    {
        try
        {
            await this.RegisterOrUpdateReminder(UnfinishedReminder, Patience, Patience);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotExpected(failure.Message, failure is JournalUnavailableException ? null : failure);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The import of session {SessionId} was not completed after event {Seq}, and was erased. Whoever sent it got no answer and has to send it again.")]
    private partial void LogAbandoned(string sessionId, long seq);

    [LoggerMessage(LogLevel.Error, "An import can't begin: its end could not be scheduled: {Reason} Check PostgreSQL; the caller is asked to try again.")]
    private partial void LogNotExpected(string reason, Exception? failure);

    [LoggerMessage(LogLevel.Error, "The import of session {SessionId} could not go on: the database is away or its answer is unknown. Check PostgreSQL; the caller is asked to send the file again.")]
    private partial void LogStorageAway(string sessionId, Exception failure);
}
