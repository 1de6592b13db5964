using MeetingIntel.Sessions;
using MeetingIntel.Storage.Reminders;
using MeetingIntel.SttTasks;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeetingIntel.Grains.Tests.SttTasks;

public sealed class SttTaskTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly MeetingCluster _cluster = new(postgres);

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task SettleAsync_Done_PutsItsWordsOnTheTimeline()
    {
        var session = await _cluster.StartSessionAsync();
        var task = await RegisterAsync(session);

        var done = await SettleAsync(session, task, SttTaskStatus.Done, "  Hello there ");

        Assert.Equal((SttTaskStatus.Done, "  Hello there "), (done.Value!.Status, done.Value.Transcript));
        Assert.Equal(["Hello there"], await _cluster.TranscriptAsync(session));
        Assert.Equal(0, await RemindersAsync(task));
        var said = (await _cluster.EventsAsync(session)).OfType<TranscriptSegmentAdded>().Single().Segment;
        Assert.True(said.Start <= said.End, $"{said.Start} to {said.End}");
    }

    [Fact]
    public async Task SettleAsync_TheSameAgain_IsNoNews()
    {
        var session = await _cluster.StartSessionAsync();
        var task = await RegisterAsync(session);
        var first = await SettleAsync(session, task, SttTaskStatus.Done, "Hello");
        var events = await _cluster.EventsAsync(session);

        var again = await SettleAsync(session, task, SttTaskStatus.Done, "Hello");

        Assert.Equal(first.Value, again.Value);
        Assert.Equal(events.Count, (await _cluster.EventsAsync(session)).Count);
    }

    [Theory]
    [InlineData(SttTaskStatus.Done, "Something else")]
    [InlineData(SttTaskStatus.Failed, null)]
    [InlineData(SttTaskStatus.Pending, null)]
    public async Task SettleAsync_OfWhatIsDone_ChangesNothing(SttTaskStatus status, string? transcript)
    {
        var session = await _cluster.StartSessionAsync();
        var task = await RegisterAsync(session);
        await SettleAsync(session, task, SttTaskStatus.Done, "Hello");

        Assert.Equal("stt-task.settled", (await SettleAsync(session, task, status, transcript)).Error?.Code);
        Assert.Equal(["Hello"], await _cluster.TranscriptAsync(session));
    }

    [Fact]
    public async Task SettleAsync_ManyAtOnce_OneIsRight()
    {
        var session = await _cluster.StartSessionAsync();
        var task = await RegisterAsync(session);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => SettleAsync(session, task, SttTaskStatus.Done, $"text {number}")));

        Assert.Single(answers, answer => answer.Succeeded);
        Assert.Single(await _cluster.TranscriptAsync(session));
    }

    [Fact]
    public async Task SettleAsync_DoneWithoutWords_AddsNoSegment()
    {
        var session = await _cluster.StartSessionAsync();
        var task = await RegisterAsync(session);

        Assert.Equal(SttTaskStatus.Done, (await SettleAsync(session, task, SttTaskStatus.Done, null)).Value?.Status);
        Assert.Empty(await _cluster.TranscriptAsync(session));
    }

    [Fact]
    public async Task SettleAsync_BackToPending_IsNoOutcome()
    {
        var session = await _cluster.StartSessionAsync();
        var task = await RegisterAsync(session);

        Assert.Equal("stt-task.pending", (await SettleAsync(session, task, SttTaskStatus.Pending, null)).Error?.Code);
        Assert.Equal(1, await RemindersAsync(task));
    }

    /// <summary>Whoever was to transcribe it has gone, and the server was replaced in between.</summary>
    [Fact]
    public async Task Task_OfWhichNobodySaysAnything_FailsInTheEnd()
    {
        var session = await _cluster.StartSessionAsync();
        var task = await RegisterAsync(session);
        await _cluster.RestartAsync();
        session = _cluster.Session(session.GetPrimaryKeyString());

        await _cluster.Grains.GetGrain<ISttTaskGrain>(task).AsReference<IRemindable>().ReceiveReminder("timeout", default);

        var failed = (await _cluster.EventsAsync(session)).OfType<SttTaskFailed>().Single().Task;
        Assert.Equal((task, SttTaskStatus.Failed, "Nobody said in time what came of it."), (failed.Id, failed.Status, failed.Error));
        Assert.Equal(0, await RemindersAsync(task));
        Assert.Equal("stt-task.settled", (await SettleAsync(session, task, SttTaskStatus.Done, "Too late")).Error?.Code);
    }

    [Fact]
    public async Task Reminder_OfATaskThatIsDone_ChangesNothing()
    {
        var session = await _cluster.StartSessionAsync();
        var task = await RegisterAsync(session);
        await SettleAsync(session, task, SttTaskStatus.Done, "Hello");
        var events = await _cluster.EventsAsync(session);

        await _cluster.Grains.GetGrain<ISttTaskGrain>(task).AsReference<IRemindable>().ReceiveReminder("timeout", default);

        Assert.Equal(events.Count, (await _cluster.EventsAsync(session)).Count);
    }

    [Fact]
    public async Task RegisterAsync_ForNoSession_IsRefused() => Assert.Equal(
        "session.not-found",
        (await _cluster.Grains.GetGrain<ISttTaskGrain>(Ids.NewSttTask()).RegisterAsync(new RegisterSttTask("sess_nobodys", "chunk_1", null))).Error?.Code);

    private async Task<string> RegisterAsync(ISessionGrain session)
    {
        var id = Ids.NewSttTask();
        var task = await _cluster.Grains.GetGrain<ISttTaskGrain>(id).RegisterAsync(new RegisterSttTask(session.GetPrimaryKeyString(), "chunk_1", 2.5));
        Assert.Equal((id, SttTaskStatus.Pending), (task.Value?.Id, task.Value?.Status));
        Assert.Equal(1, await RemindersAsync(id));
        return id;
    }

    private Task<GrainResult<SttTask>> SettleAsync(ISessionGrain session, string task, SttTaskStatus status, string? transcript) =>
        _cluster.Grains.GetGrain<ISttTaskGrain>(task).SettleAsync(session.GetPrimaryKeyString(), new SettleSttTask(task, status, transcript, null));

    private async Task<int> RemindersAsync(string task) => (await new PostgresReminderTable(_cluster.Services.GetRequiredService<NpgsqlDataSource>())
        .ReadRows(_cluster.Grains.GetGrain<ISttTaskGrain>(task).GetGrainId())).Reminders.Count;
}
