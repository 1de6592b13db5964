using MeetingIntel.Providers.Stt;
using MeetingIntel.Sessions;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Tests.Transcription;

public sealed class TranscriptionGrainTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly MeetingCluster _cluster = new(postgres);

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Audio_Sentences_AreOnTheTimelineOnceAndInOrder()
    {
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);

        await client.SendAsync(ScriptedAudio.Sentences(5), mark: AudioMark.Stop);
        await client.EventAsync<ChannelClosed>();

        Assert.Equal(Words(1, 5), await _cluster.TranscriptAsync(session));
        var snapshot = (await session.GetAsync()).Value!;
        Assert.Equal(client.Sent, snapshot.Channels[0].AckedOffset);
        Assert.False(snapshot.Channels[0].Open);
        Assert.Equal(Enumerable.Range(1, (int)snapshot.LastSeq).Select(seq => (long)seq), (await _cluster.JournalAsync(session)).Select(entry => entry.Seq));
    }

    [Fact]
    public async Task Audio_WhileSpoken_GivesPartials()
    {
        var (_, client) = await AudioClient.OpenNewAsync(_cluster);

        await client.SendAsync(ScriptedAudio.Word(7, 450));

        var partial = await client.NextAsync<PartialTranscript>(_ => true, "a partial");
        Assert.Equal(("mic", "Ana", "w7"), (partial.Channel, partial.Speaker, partial.Text));
    }

    [Fact]
    public async Task Audio_Silence_IsAcknowledgedWithoutAnEvent()
    {
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);
        var before = (await session.GetAsync()).Value!.LastSeq;

        await client.SendAsync(ScriptedAudio.Silence(3_000));
        await client.AckAsync(2 * 32_000);

        Assert.Equal(before, (await session.GetAsync()).Value!.LastSeq);
    }

    [Fact]
    public async Task Audio_DuplicatedFrames_AreHeardOnce()
    {
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);
        var pcm = ScriptedAudio.Sentences(3);

        await client.SendAsync(pcm);
        await client.SendFrameAsync(0, pcm);
        await client.SendFrameAsync(640, pcm[640..6_400]);
        await client.SendAsync(ScriptedAudio.Sentences(1, first: 4), mark: AudioMark.Stop);
        await client.EventAsync<ChannelClosed>();

        Assert.Equal(Words(1, 4), await _cluster.TranscriptAsync(session));
    }

    [Fact]
    public async Task Audio_WithAHole_MakesTheClientSendAgain()
    {
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);
        var pcm = ScriptedAudio.Sentences(4);
        await client.SendAsync(pcm[..6_400]);
        await client.SendFrameAsync(12_800, pcm[12_800..13_440]);

        var fault = await client.NextAsync<ChannelProgress>(progress => progress.Fault is not null, "a fault");
        Assert.Equal(("audio.resend", client.Connection), (fault.Fault, fault.Connection));

        var again = await AudioClient.ConnectAsync(_cluster, session);
        var opened = (await again.OpenAsync(0)).Value!;
        await again.SendAsync(pcm[(int)opened.Offset..], mark: AudioMark.Stop);
        await again.EventAsync<ChannelClosed>();
        Assert.Equal(Words(1, 4), await _cluster.TranscriptAsync(session));
    }

    [Fact]
    public async Task End_InTheMiddleOfASentence_StillTranscribesWhatWasReceived()
    {
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);
        await client.SendAsync([.. ScriptedAudio.Sentences(2), .. ScriptedAudio.Word(3, 300)]);

        Assert.True((await client.EndSessionAsync()).Succeeded);
        await client.EventAsync<ChannelClosed>();

        Assert.Equal(Words(1, 3), await _cluster.TranscriptAsync(session));
        Assert.Equal("session.ended", (await client.OpenAsync()).Error?.Code);
    }

    [Fact]
    public async Task Finalize_InTheMiddleOfASentence_GivesItsText()
    {
        var (_, client) = await AudioClient.OpenNewAsync(_cluster);

        await client.SendAsync(ScriptedAudio.Word(9, 300), mark: AudioMark.Finalize);

        Assert.Equal("w9", (await client.EventAsync<TranscriptSegmentAdded>()).Segment.Text);
    }

    [Fact]
    public async Task Provider_FailsInTheMiddle_IsGivenTheAudioAgain()
    {
        _cluster.Stt.Failure = (stream, bytes) => stream <= 3 && bytes > stream * 9_000 ? new SttException("stt.lost", "The vendor hung up.", recoverable: true) : null;
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);

        await client.SendAsync(ScriptedAudio.Sentences(6), mark: AudioMark.Stop);
        await client.EventAsync<ChannelClosed>();

        Assert.Equal(Words(1, 6), await _cluster.TranscriptAsync(session));
        Assert.Equal(4, _cluster.Stt.Opened);
    }

    [Fact]
    public async Task Provider_CantHear_LeavesGapsInsteadOfText()
    {
        _cluster.Stt.Failure = (_, _) => new SttException("stt.unavailable", "There is none.", recoverable: false);
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);

        await client.SendAsync(ScriptedAudio.Silence(12_000), frame: 32_000, mark: AudioMark.Stop);
        await client.EventAsync<ChannelClosed>();

        var gaps = (await _cluster.JournalAsync(session)).Select(entry => entry.Data).OfType<TranscriptGap>().ToList();
        Assert.Equal((0, 12), (gaps[0].Start, gaps[^1].End));
        Assert.All(gaps, gap => Assert.Equal("stt.unavailable", gap.Reason));
        Assert.All(gaps.Zip(gaps.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start, 6));
    }

    [Fact]
    public async Task Provider_Slow_SaysSoAndDropsNothing()
    {
        var gate = new TaskCompletionSource();
        _cluster.Stt.Gate = gate.Task;
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);
        await client.SendAsync(ScriptedAudio.Sentences(4));

        await client.EventAsync<TranscriptionDelayed>();
        gate.SetResult();
        await client.EventAsync<TranscriptionRecovered>();

        await client.SendAsync([], mark: AudioMark.Stop);
        await client.EventAsync<ChannelClosed>();
        Assert.Equal(Words(1, 4), await _cluster.TranscriptAsync(session));
    }

    [Fact]
    public async Task Cluster_DiesInTheMiddle_ResendFromTheLastAckLosesAndDoublesNothing()
    {
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);
        var pcm = ScriptedAudio.Sentences(8);
        await client.SendAsync(pcm[..(pcm.Length * 5 / 8 + 2_000)]);
        var acked = (await client.AckAsync(pcm.Length / 2)).AckedOffset;

        await _cluster.RestartAsync();

        session = _cluster.Session(session.GetPrimaryKeyString());
        var again = await AudioClient.ConnectAsync(_cluster, session);
        var opened = (await again.OpenAsync(acked)).Value!;
        Assert.True(opened.Offset >= acked);
        await again.SendAsync(pcm[(int)opened.Offset..], mark: AudioMark.Stop);
        await again.EventAsync<ChannelClosed>();

        Assert.Equal(Words(1, 8), await _cluster.TranscriptAsync(session));
        var journal = await _cluster.JournalAsync(session);
        Assert.Equal(Enumerable.Range(1, journal.Count).Select(seq => (long)seq), journal.Select(entry => entry.Seq));
    }

    [Fact]
    public async Task Session_EndedWhileTheClientWasAway_StillTakesWhatTheClientHas()
    {
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);
        var pcm = ScriptedAudio.Sentences(6);
        await client.SendAsync(pcm[..(pcm.Length / 2)]);
        var acked = (await client.AckAsync(pcm.Length / 6)).AckedOffset;
        await _cluster.RestartAsync();
        session = _cluster.Session(session.GetPrimaryKeyString());
        Assert.True((await session.EndAsync()).Succeeded);

        var again = await AudioClient.ConnectAsync(_cluster, session);
        var opened = (await again.OpenAsync(acked)).Value!;
        await again.SendAsync(pcm[(int)opened.Offset..], mark: AudioMark.Stop);
        await again.EventAsync<ChannelClosed>();

        Assert.True(opened.SessionEnded);
        Assert.Equal(Words(1, 6), await _cluster.TranscriptAsync(session));
        Assert.Equal("session.ended", (await again.OpenAsync()).Error?.Code);
    }

    [Fact]
    public async Task Progress_OfAudioThatNobodyTakes_SaysSoHoweverOftenItIsAsked()
    {
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);
        await _cluster.RestartAsync();
        var transcription = _cluster.Grains.GetGrain<ITranscriptionGrain>(new TranscriptionKey(session.GetPrimaryKeyString(), "mic").ToString());

        Assert.Equal("audio.resend", (await transcription.GetProgressAsync(client.Connection)).Fault);
        Assert.Equal("audio.resend", (await transcription.GetProgressAsync(client.Connection)).Fault);
    }

    /// <summary>A front-end that asks between the end of the audio and the news of it must not send its client away.</summary>
    [Fact]
    public async Task Progress_OfAudioThatIsFinished_SaysThatAllIsOnRecord()
    {
        var (session, client) = await AudioClient.OpenNewAsync(_cluster);
        var pcm = ScriptedAudio.Sentences(1);
        await client.SendAsync(pcm, mark: AudioMark.Stop);
        await client.EventAsync<ChannelClosed>();
        var transcription = _cluster.Grains.GetGrain<ITranscriptionGrain>(new TranscriptionKey(session.GetPrimaryKeyString(), "mic").ToString());

        ChannelProgress progress;
        do
        {
            progress = await transcription.GetProgressAsync(client.Connection);
        }
        while (progress.Fault is null); // It is still about to end.

        Assert.Equal(pcm.Length, progress.AckedOffset);
        Assert.Equal(0, (await transcription.GetProgressAsync("conn_other")).AckedOffset);
    }

    [Fact]
    public async Task Progress_OfASupersededConnection_NamesTheNewerOne()
    {
        var (session, first) = await AudioClient.OpenNewAsync(_cluster);
        var second = await AudioClient.ConnectAsync(_cluster, session);
        await second.OpenAsync();
        var transcription = _cluster.Grains.GetGrain<ITranscriptionGrain>(new TranscriptionKey(session.GetPrimaryKeyString(), "mic").ToString());

        var progress = await transcription.GetProgressAsync(first.Connection);

        Assert.Equal((second.Connection, null), (progress.Connection, progress.Fault));
    }

    [Fact]
    public async Task Frames_WithoutAnOpenChannel_MakeTheClientConnectAgain()
    {
        var (session, _) = await AudioClient.OpenNewAsync(_cluster);
        var stranger = await AudioClient.ConnectAsync(_cluster, session, channel: "line");

        await stranger.SendFrameAsync(0, ScriptedAudio.Silence(100));

        var fault = await stranger.NextAsync<ChannelProgress>(progress => progress.Channel == "line", "a fault");
        Assert.Equal("audio.resend", fault.Fault);
    }

    private static IEnumerable<string> Words(int from, int to) => Enumerable.Range(from, to - from + 1).Select(word => $"w{word}");
}
