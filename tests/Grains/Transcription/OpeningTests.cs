using MeetingIntel.Sessions;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Tests.Transcription;

/// <summary>Who may open a channel, from where, and what becomes of whoever had it.</summary>
public sealed class OpeningTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly MeetingCluster _cluster = new(postgres);

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Open_FromAByteThatLiesAhead_IsRefused()
    {
        var (_, client) = await AudioClient.OpenNewAsync(_cluster);

        Assert.Equal("audio.offset-in-future", (await client.OpenAsync(2)).Error?.Code);
    }

    [Fact]
    public async Task Open_ByAnother_SupersedesTheOlderConnection()
    {
        var (session, first) = await AudioClient.OpenNewAsync(_cluster);
        await first.SendAsync(ScriptedAudio.Sentences(1));
        // What was sent may still be on its way; what was not heard by then would be the first client's to send again.
        await first.EventAsync<TranscriptSegmentAdded>();

        var second = await AudioClient.ConnectAsync(_cluster, session);
        Assert.True((await second.OpenAsync()).Succeeded);

        await first.NextAsync<ChannelProgress>(progress => progress.Connection == second.Connection, "word of the newer connection");
        await first.SendAsync(ScriptedAudio.Sentences(1, first: 2));
        await second.SendAsync(ScriptedAudio.Sentences(1, first: 3), mark: AudioMark.Stop);
        await second.EventAsync<ChannelClosed>();
        Assert.Equal(["w1", "w3"], await _cluster.TranscriptAsync(session));
    }

    [Fact]
    public async Task Open_UnknownSession_IsRefused()
    {
        var nowhere = _cluster.Grains.GetGrain<ITranscriptionGrain>(new TranscriptionKey("sess_nowhere", "mic").ToString());

        Assert.Equal("session.not-found", (await nowhere.OpenAsync(new OpenAudio("c", null, 16_000, 0))).Error?.Code);
    }

    [Fact]
    public async Task Open_OfAConnectionThatBeganBeforeTheOneThatSends_TakesNothingFromIt()
    {
        var session = await _cluster.StartSessionAsync();
        var late = await AudioClient.ConnectAsync(_cluster, session);
        var client = await LaterThanAsync(late, session);
        await client.OpenAsync();

        var opened = await late.OpenAsync();
        await client.SendAsync(ScriptedAudio.Sentences(2), mark: AudioMark.Stop);
        await client.EventAsync<ChannelClosed>();

        Assert.Equal("audio.outdated-connection", opened.Error?.Code);
        Assert.Equal(["w1", "w2"], await _cluster.TranscriptAsync(session));
    }

    /// <summary>Two senders number different bytes: nobody could tell whose of them have an outcome, were they in one sentence.</summary>
    [Fact]
    public async Task Open_ByAnotherSender_FinishesTheOthersAudioFirst()
    {
        var session = await _cluster.StartSessionAsync();
        var first = await AudioClient.ConnectAsync(_cluster, session);
        var second = await LaterThanAsync(first, session);
        await first.OpenAsync(sender: "conn_a");
        await first.SendAsync(ScriptedAudio.Word(1, 400));
        // What is still on its way when somebody else comes is to be sent again, and is none of this.
        await first.NextAsync<ChannelProgress>(progress => progress.ReceivedOffset == first.Sent, "all of the first word");

        var opened = await second.OpenAsync(sender: "conn_b");

        Assert.Equal((first.Sent, first.Sent), (opened.Value!.Offset, opened.Value.AckedOffset));
        await second.SendAsync(ScriptedAudio.Sentences(1, first: 2), mark: AudioMark.Stop);
        // Not the end of the channel, which the first one's audio had, too.
        await second.NextAsync<TranscriptSegmentAdded>(added => added.Segment.Text == "w2", "the second one's word");
        Assert.Equal(["w1", "w2"], await _cluster.TranscriptAsync(session));
    }

    [Fact]
    public async Task Open_ByASenderWhoseNumbersAreAnothersByNow_IsRefused()
    {
        var session = await _cluster.StartSessionAsync();
        var first = await AudioClient.ConnectAsync(_cluster, session);
        var second = await LaterThanAsync(first, session);
        await first.OpenAsync(sender: "conn_a");
        await second.OpenAsync(sender: "conn_b");
        await second.SendAsync(ScriptedAudio.Sentences(1), mark: AudioMark.Stop);
        await second.EventAsync<TranscriptSegmentAdded>();

        var back = await (await LaterThanAsync(second, session)).OpenAsync(offset: 0, sender: "conn_a");

        Assert.Equal("audio.superseded", back.Error?.Code);
        Assert.Equal(["w1"], await _cluster.TranscriptAsync(session));
    }

    /// <summary>A call that hung for long, of a client that is on another connection since, must not come between what that one says.</summary>
    [Fact]
    public async Task Open_BySomebodyWhoBeganEarlier_WhereTheOthersTranscriptionWasJustLost_IsRefused()
    {
        var session = await _cluster.StartSessionAsync();
        var later = await AudioClient.ConnectAsync(_cluster, session);
        await later.OpenAsync(sender: "conn_b");
        await later.SendAsync(ScriptedAudio.Sentences(1));
        await later.EventAsync<TranscriptSegmentAdded>();
        await _cluster.RestartAsync();
        session = _cluster.Session(session.GetPrimaryKeyString());

        var hung = await (await AudioClient.ConnectAsync(_cluster, session)).OpenAsync(sender: "conn_a");
        var back = await (await AudioClient.ConnectAsync(_cluster, session)).OpenAsync(offset: 0, sender: "conn_b");

        Assert.Equal("audio.outdated-connection", hung.Error?.Code);
        Assert.Null(back.Error);
    }

    /// <summary>The other one is being heard: it does not lose a sentence in the middle for somebody who can't go on there anyway.</summary>
    [Fact]
    public async Task Open_ByASenderWhoseNumbersAreAnothersByNow_DoesNotDisturbThatOne()
    {
        var session = await _cluster.StartSessionAsync();
        var first = await AudioClient.ConnectAsync(_cluster, session);
        var second = await LaterThanAsync(first, session);
        await second.OpenAsync(sender: "conn_b");
        await second.SendAsync(ScriptedAudio.Word(1, 400));
        await second.NextAsync<PartialTranscript>(_ => true, "the first word");

        Assert.Equal("audio.superseded", (await (await LaterThanAsync(second, session)).OpenAsync(offset: 0, sender: "conn_a")).Error?.Code);
        await second.SendAsync([.. ScriptedAudio.Word(2, 400), .. ScriptedAudio.Silence(400)], mark: AudioMark.Stop);
        await second.EventAsync<ChannelClosed>();

        Assert.Equal(["w1 w2"], await _cluster.TranscriptAsync(session));
    }

    /// <summary>A channel that was stopped by REST may go on at once on the connection that it was on.</summary>
    [Fact]
    public async Task Open_OfAConnectionThatBeganBeforeTheOneThatSaidStop_GoesOnBehindIt()
    {
        var session = await _cluster.StartSessionAsync();
        var before = await AudioClient.ConnectAsync(_cluster, session);
        var stopping = await LaterThanAsync(before, session);
        await stopping.OpenAsync();
        // Without a pause behind it: only the stop ends the sentence.
        var pcm = ScriptedAudio.Word(1, 400);
        await stopping.SendAsync(pcm, mark: AudioMark.Stop);
        await stopping.EventAsync<TranscriptSegmentAdded>();

        var opened = await before.OpenAsync();

        Assert.Null(opened.Error);
        Assert.Equal(pcm.Length, opened.Value!.Offset);
    }

    private async Task<AudioClient> LaterThanAsync(AudioClient earlier, ISessionGrain session)
    {
        AudioClient later;
        do
        {
            later = await AudioClient.ConnectAsync(_cluster, session);
        }
        while (string.CompareOrdinal(later.Connection, earlier.Connection) < 0); // Ids of the same millisecond are in no order.

        return later;
    }
}
