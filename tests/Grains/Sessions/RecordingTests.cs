using MeetingIntel.Grains.Tests.Transcription;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Reminders;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeetingIntel.Grains.Tests.Sessions;

/// <summary>Sessions that were made for one recording: they end, whatever becomes of the front-end that took it in.</summary>
public sealed class RecordingTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly MeetingCluster _cluster = new(postgres);

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Recording_OfALostServer_EndsWithWhatWasHeard()
    {
        var session = await BeginAsync();
        var client = await AudioClient.OpenAsync(_cluster, session);
        await client.SendAsync(ScriptedAudio.Sentences(1));
        await client.EventAsync<TranscriptSegmentAdded>();

        await _cluster.RestartAsync();
        session = _cluster.Session(session.GetPrimaryKeyString());
        await RemindAsync(session);
        Assert.Equal(SessionStatus.Active, await StatusAsync(session));
        await RemindAsync(session);

        Assert.Equal(SessionStatus.Ended, await StatusAsync(session));
        Assert.Equal(["w1"], await _cluster.TranscriptAsync(session));
        Assert.Equal(0, await RemindersAsync(session));
        Assert.Equal(TranscriptGap.BrokenOff, Assert.Single((await _cluster.EventsAsync(session)).OfType<TranscriptGap>()).Reason);
    }

    [Fact]
    public async Task Recording_ThatIsBeingHeard_GoesOn()
    {
        var session = await BeginAsync();
        var client = await AudioClient.OpenAsync(_cluster, session);
        for (var word = 1; word <= 3; word++)
        {
            await client.SendAsync(ScriptedAudio.Sentences(1, first: word));
            await client.EventAsync<TranscriptSegmentAdded>();
            await RemindAsync(session);
        }

        Assert.Equal(SessionStatus.Active, await StatusAsync(session));
        Assert.Equal(1, await RemindersAsync(session));
    }

    /// <summary>People who go on with it end it themselves.</summary>
    [Fact]
    public async Task Recording_ThatEndedAndGoesOn_IsLeftAlone()
    {
        var session = await BeginAsync();
        await session.EndAsync();
        await session.StartAsync();

        await RemindAsync(session);
        await RemindAsync(session);

        Assert.Equal(SessionStatus.Active, await StatusAsync(session));
        Assert.Equal(0, await RemindersAsync(session));
    }

    [Fact]
    public async Task Meeting_HasNoReminder() => Assert.Equal(0, await RemindersAsync(await _cluster.StartSessionAsync()));

    private async Task<ISessionGrain> BeginAsync()
    {
        var session = _cluster.Session(Ids.NewSession());
        Assert.True((await session.CreateAsync(new CreateSession("org_a", "user_a", new SessionDetails("Talk", Type: SessionDetails.Recording), Start: true))).Succeeded);
        Assert.Equal(1, await RemindersAsync(session));
        return session;
    }

    private static Task RemindAsync(ISessionGrain session) => session.AsReference<IRemindable>().ReceiveReminder("recording-unfinished", default);

    private static async Task<SessionStatus> StatusAsync(ISessionGrain session) => (await session.GetAsync()).Value!.Status;

    private async Task<int> RemindersAsync(ISessionGrain session) =>
        (await new PostgresReminderTable(_cluster.Services.GetRequiredService<NpgsqlDataSource>()).ReadRows(session.GetGrainId())).Reminders.Count;
}
