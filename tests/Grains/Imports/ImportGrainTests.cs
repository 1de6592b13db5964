using MeetingIntel.Imports;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Reminders;
using MeetingIntel.SttTasks;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeetingIntel.Grains.Tests.Imports;

/// <summary>A session that is read in from a file is there as a whole, or not at all.</summary>
public sealed class ImportGrainTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly SttTask Pending = new("stt_of_another_server", "chunk", null, SttTaskStatus.Pending, null, null, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null);

    private readonly MeetingCluster _cluster = new(postgres);
    private readonly string _id = Ids.NewSession();

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task CompleteAsync_OfAllEvents_ShowsTheSessionAndForgetsTheImport()
    {
        Assert.Null(await AppendAsync(1, Created(), new SessionStarted(), new ChannelOpened("mic", "Ana", 16_000)));
        Assert.Equal(1, await RemindersAsync(Import));

        var session = (await Import.CompleteAsync(new CompleteImport([new("mic", 32_000, 1.25)]))).Value!;

        Assert.Equal(("org_a", "user_a", 3L), (session.OrgId, session.OwnerId, session.LastSeq));
        Assert.Equal((32_000, 1.25), (session.Channels.Single().AckedOffset, session.Channels.Single().AckedTime));
        Assert.Equal(0, await RemindersAsync(Import));
        Assert.Equal(SessionStatus.Ended, (await _cluster.Session(_id).EndAsync()).Value?.Status);
    }

    [Fact]
    public async Task Import_OfWhichNothingMoreComes_IsErased()
    {
        await AppendAsync(1, Created(), new SessionStarted());
        await RemindAsync();
        Assert.Equal([1L], await _cluster.Database.QueryAsync<long>("SELECT count(*) FROM sessions"));

        await RemindAsync();

        Assert.Equal([0L, 0L], await _cluster.Database.QueryAsync<long>("SELECT count(*) FROM sessions UNION ALL SELECT count(*) FROM session_events"));
        Assert.Equal(0, await RemindersAsync(Import));
    }

    [Fact]
    public async Task Import_WhoseServerIsLost_IsRefusedAndErased()
    {
        await AppendAsync(1, Created(), new SessionStarted());
        await _cluster.RestartAsync();

        Assert.Equal("import.interrupted", (await AppendAsync(3, new SessionEnded()))?.Code);
        Assert.Equal("import.interrupted", (await Import.CompleteAsync(new CompleteImport([]))).Error?.Code);
        await RemindAsync();

        Assert.Equal([0L], await _cluster.Database.QueryAsync<long>("SELECT count(*) FROM session_events"));
        Assert.Equal("session.not-found", (await _cluster.Session(_id).GetAsync()).Error?.Code);
    }

    [Fact]
    public async Task Reminder_OfAnImportThatIsComplete_ErasesNothing()
    {
        await AppendAsync(1, Created(), new SessionStarted());
        await Import.CompleteAsync(new CompleteImport([]));

        await RemindAsync();
        await Import.AbandonAsync();

        Assert.Equal([2L], await _cluster.Database.QueryAsync<long>("SELECT count(*) FROM session_events"));
    }

    /// <summary>Nobody else would ever say what came of it.</summary>
    [Fact]
    public async Task CompleteAsync_WithATaskThatIsPending_ExpectsToHearOfIt()
    {
        await AppendAsync(1, Created(), new SessionStarted(), new SttTaskCreated(Pending));
        await Import.CompleteAsync(new CompleteImport([]));

        var task = (await _cluster.EventsAsync(_cluster.Session(_id))).OfType<SttTaskCreated>().Single().Task;
        Assert.NotEqual(Pending.Id, task.Id);
        Assert.Equal(1, await RemindersAsync(_cluster.Grains.GetGrain<ISttTaskGrain>(task.Id)));
        Assert.Equal(SttTaskStatus.Done, (await _cluster.Grains.GetGrain<ISttTaskGrain>(task.Id).SettleAsync(_id, new SettleSttTask(task.Id, SttTaskStatus.Done, "Hello", null))).Value?.Status);
    }

    private IImportGrain Import => _cluster.Grains.GetGrain<IImportGrain>(_id);

    private static SessionCreated Created() => new("org_of_another_server", "user_of_another_server", new SessionDetails("Weekly"));

    private Task<GrainError?> AppendAsync(long seq, params SessionEventData[] data) =>
        Import.AppendAsync(new ImportBatch("org_a", "user_a", [.. data.Select((item, i) => new ImportedEvent(new SessionEvent(seq + i, DateTimeOffset.UnixEpoch, item), null))]));

    private Task RemindAsync() => Import.AsReference<IRemindable>().ReceiveReminder("import-unfinished", default);

    private async Task<int> RemindersAsync(IGrainWithStringKey grain) =>
        (await new PostgresReminderTable(_cluster.Services.GetRequiredService<NpgsqlDataSource>()).ReadRows(grain.GetGrainId())).Reminders.Count;
}
