using MeetingIntel.Grains.Placement;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Sessions;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Grains.Tests.Transcription;

public sealed class AdmissionTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly MeetingCluster _cluster = new(postgres) { LiveChannels = 2 };
    private ISessionGrain _session = null!;

    private ChannelSlots Slots => _cluster.SiloServices.GetRequiredService<ChannelSlots>();

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        _session = await _cluster.StartSessionAsync();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Open_WhenAllSlotsAreTaken_IsRefusedAndLeavesNothingInTheSession()
    {
        await OpenAsync("one");
        await OpenAsync("two");
        var before = (await _session.GetAsync()).Value!;
        var third = await AudioClient.ConnectAsync(_cluster, _session, "three");

        var refused = (await third.OpenAsync()).Error!;

        Assert.Equal((GrainErrorKind.Unavailable, "cluster.full"), (refused.Kind, refused.Code));
        var after = (await _session.GetAsync()).Value!;
        Assert.Equal((before.LastSeq, 2), (after.LastSeq, after.Channels.Count));
        Assert.Equal(2, Slots.Live);
    }

    [Fact]
    public async Task Open_AgainOnAChannelThatHasASlot_NeedsNoOther()
    {
        await OpenAsync("one");
        var two = await OpenAsync("two");
        await two.SendAsync(ScriptedAudio.Sentences(1));

        var again = await AudioClient.ConnectAsync(_cluster, _session, "two");
        Assert.True((await again.OpenAsync(0)).Succeeded);

        // Another sample rate makes another run; the slot stays with the channel.
        Assert.True((await again.OpenAsync(rate: 8_000)).Succeeded);
        Assert.Equal(2, Slots.Live);
    }

    [Fact]
    public async Task Stop_GivesTheSlotBackWhenTheOutcomeIsOnRecord()
    {
        var one = await OpenAsync("one");
        await OpenAsync("two");

        await one.SendAsync(ScriptedAudio.Sentences(1), mark: AudioMark.Stop);

        await OpenWhenThereIsRoomAsync("three");
        Assert.Equal(2, Slots.Live);
    }

    [Fact]
    public async Task End_OfTheSession_GivesAllSlotsBack()
    {
        await OpenAsync("one");
        await OpenAsync("two");

        await _session.EndAsync();

        _session = await _cluster.StartSessionAsync();
        await OpenWhenThereIsRoomAsync("one");
        await OpenWhenThereIsRoomAsync("two");
    }

    [Fact]
    public async Task Open_ThatTheSessionRefuses_TakesNoSlot()
    {
        var nowhere = _cluster.Grains.GetGrain<ITranscriptionGrain>(new TranscriptionKey("sess_nowhere", "mic").ToString());
        for (var time = 0; time < 5; time++)
        {
            Assert.Equal("session.not-found", (await nowhere.OpenAsync(new OpenAudio("c", null, 16_000, 0))).Error?.Code);
        }

        var client = await AudioClient.ConnectAsync(_cluster, _session, "one");
        Assert.Equal("audio.offset-in-future", (await client.OpenAsync(2)).Error?.Code);
        Assert.Equal(0, Slots.Live);
    }

    [Fact]
    public async Task Run_ThatFails_GivesTheSlotBack()
    {
        _cluster.Stt.Failure = (_, bytes) => bytes > 0 ? throw new InvalidOperationException("A bug of the provider's.") : null;
        var client = await OpenAsync("one");

        await client.SendAsync(ScriptedAudio.Sentences(1));
        await client.NextAsync<ChannelProgress>(progress => progress.Fault is not null, "a fault");

        _cluster.Stt.Failure = null;
        await OpenAsync("two");
        await OpenWhenThereIsRoomAsync("three");
    }

    [Fact]
    public async Task Silo_ThatStops_HasNeitherChannelsNorSessionsLeft()
    {
        await OpenAsync("one");
        await OpenAsync("two");
        var (slots, load) = (Slots, _cluster.SiloServices.GetRequiredService<LocalLoad>());
        Assert.Equal((2, 1), (slots.Live, load.Sessions));

        await _cluster.RestartAsync();

        Assert.Equal((0, 0), (slots.Live, load.Sessions));
    }

    [Fact]
    public async Task Reserve_OfBothSidesOfAStream_OneOfThemHasNoRoom_LeavesNoChannel()
    {
        await OpenAsync("one");
        var (left, right) = (Transcription("call.left"), Transcription("call.right"));

        Assert.Null(await left.ReserveAsync());
        Assert.Equal("cluster.full", (await right.ReserveAsync())?.Code);

        Assert.Equal(2, Slots.Live);
        Assert.Single((await _session.GetAsync()).Value!.Channels);
    }

    [Fact]
    public async Task Reserve_ThenOpen_UsesTheReservedSlot()
    {
        await OpenAsync("one");
        Assert.Null(await Transcription("two").ReserveAsync());

        Assert.Equal("cluster.full", (await Transcription("three").ReserveAsync())?.Code);
        await OpenAsync("two");
        Assert.Equal(2, Slots.Live);
    }

    [Fact]
    public async Task Reserve_ThatNobodyUses_Ends()
    {
        await OpenAsync("one");
        Assert.Null(await Transcription("two").ReserveAsync());

        await _cluster.Time.PushAsync(TimeSpan.FromSeconds(5));

        await OpenWhenThereIsRoomAsync("three");
        Assert.Equal(2, Slots.Live);
    }

    [Fact]
    public async Task Client_ThatHasGone_KeepsNoSlotAndOneThatOnlyPausedIsNotTurnedAway()
    {
        var paused = await OpenAsync("one");
        await paused.SendAsync(ScriptedAudio.Sentences(1));
        await paused.EventAsync<TranscriptSegmentAdded>();
        await OpenAsync("two");

        // Nothing comes on the first; after ten seconds there is room for another one.
        await OpenWhenThereIsRoomAsync("three", aSecondLaterEachTime: true);

        await paused.SendAsync(ScriptedAudio.Sentences(1, first: 2));
        while ((await paused.EventAsync<TranscriptSegmentAdded>()).Segment.Text != "w2")
        {
        }
    }

    [Fact]
    public async Task Session_ThatHasEnded_IsFinishedAlsoWhenThereIsNoRoom()
    {
        await OpenAsync("one");
        await _cluster.RestartAsync();
        var other = await _cluster.StartSessionAsync();
        foreach (var channel in (string[])["a", "b"])
        {
            await AudioClient.OpenAsync(_cluster, other, channel);
        }

        _session = _cluster.Session(_session.GetPrimaryKeyString());
        await _session.EndAsync();

        // It is refused until the transcription has heard of the end; then it is given half a minute to bring what it still has.
        var (client, opened) = await OpenWhenThereIsRoomAsync("one");
        Assert.True(opened.SessionEnded);
        await client.SendAsync([], mark: AudioMark.Stop);
        await client.EventAsync<ChannelClosed>();
    }

    private ITranscriptionGrain Transcription(string channel) =>
        _cluster.Grains.GetGrain<ITranscriptionGrain>(new TranscriptionKey(_session.GetPrimaryKeyString(), channel).ToString());

    private Task<AudioClient> OpenAsync(string channel) => AudioClient.OpenAsync(_cluster, _session, channel);

    /// <summary>As a client does: tries again until there is room. Where room comes with time only, a test makes it later.</summary>
    private async Task<(AudioClient Client, AudioOpened Opened)> OpenWhenThereIsRoomAsync(string channel, bool aSecondLaterEachTime = false)
    {
        var client = await AudioClient.ConnectAsync(_cluster, _session, channel);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        // Less than what makes the silo give a client up for good.
        var secondsToPass = aSecondLaterEachTime ? 300 : 0;
        GrainResult<AudioOpened> opened;
        while (!(opened = await client.OpenAsync()).Succeeded)
        {
            Assert.Equal("cluster.full", opened.Error.Code);
            Assert.False(patience.IsCancellationRequested, $"Waited 30 s for room for '{channel}'.");
            if (secondsToPass-- > 0)
            {
                await _cluster.Time.PushAsync(TimeSpan.FromSeconds(1));
            }
        }

        return (client, opened.Value);
    }
}
