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
        AudioClient client;
        do
        {
            client = await AudioClient.ConnectAsync(_cluster, session);
        }
        while (string.CompareOrdinal(client.Connection, late.Connection) < 0); // Ids of the same millisecond are in no order.

        await client.OpenAsync();

        var opened = await late.OpenAsync();
        await client.SendAsync(ScriptedAudio.Sentences(2), mark: AudioMark.Stop);
        await client.EventAsync<ChannelClosed>();

        Assert.Equal("audio.outdated-connection", opened.Error?.Code);
        Assert.Equal(["w1", "w2"], await _cluster.TranscriptAsync(session));
    }

    /// <summary>Who can't tell its own bytes from others' by their numbers must know whose they are.</summary>
    [Fact]
    public async Task Open_SaysWhoseAudioIsThere()
    {
        var session = await _cluster.StartSessionAsync();
        var first = await AudioClient.ConnectAsync(_cluster, session);
        Assert.Null((await first.OpenAsync()).Value!.HeardFrom);
        await first.SendAsync(ScriptedAudio.Word(1, 400));
        await first.NextAsync<PartialTranscript>(_ => true, "the first word");

        AudioClient second;
        do
        {
            second = await AudioClient.ConnectAsync(_cluster, session);
        }
        while (string.CompareOrdinal(second.Connection, first.Connection) < 0); // Ids of the same millisecond are in no order.

        Assert.Equal(new HeardAudio(first.Connection, 0), (await second.OpenAsync()).Value!.HeardFrom);
    }

    /// <summary>A channel that was stopped by REST may go on at once on the connection that it was on.</summary>
    [Fact]
    public async Task Open_OfAConnectionThatBeganBeforeTheOneThatSaidStop_GoesOnBehindIt()
    {
        var session = await _cluster.StartSessionAsync();
        var before = await AudioClient.ConnectAsync(_cluster, session);
        AudioClient stopping;
        do
        {
            stopping = await AudioClient.ConnectAsync(_cluster, session);
        }
        while (string.CompareOrdinal(stopping.Connection, before.Connection) < 0); // Ids of the same millisecond are in no order.

        await stopping.OpenAsync();
        var pcm = ScriptedAudio.Sentences(1);
        await stopping.SendAsync(pcm, mark: AudioMark.Stop);
        await stopping.EventAsync<TranscriptSegmentAdded>();

        var opened = await before.OpenAsync();

        Assert.Null(opened.Error);
        Assert.Equal(pcm.Length, opened.Value!.Offset);
    }
}
