using MeetingIntel.Api.Live;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Transcription;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;
using NSubstitute;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>Audio that a hub client sends.</summary>
public sealed partial class HubConnectionTests
{
    private readonly List<AudioFrame> _frames = [];
    private readonly SemaphoreSlim _came = new(0);

    [Fact]
    public async Task Audio_ThatFails_IsForgottenAndOpenedAnewByTheNextPiece()
    {
        var connection = Connection();
        var audio = Audio(frame => frame.Offset == 0 && _taken.TrySetResult() ? throw new NotSupportedException("a bug") : Take(frame));

        await Assert.ThrowsAsync<NotSupportedException>(() => TakeAsync(audio, connection, "mic"));
        Assert.Null(await TakeAsync(audio, connection, "mic"));

        Assert.Equal(0, Assert.Single(_frames).Offset);
        var closing = connection.DisposeAsync().AsTask();
        await AckAsync("mic");
        await closing.Within("closing");
        Assert.Equal(0, _session.Feeds.Sessions);
    }

    /// <summary>SignalR reads a client's next message when the one before is done, and a client that it does not read from is not seen leaving.</summary>
    [Fact]
    public async Task Audio_WhileItsChannelIsOpened_IsKept_AndNoneButTheFirstWaits()
    {
        var time = new ManualTime();
        var way = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _session.Way = way.Task;
        await using var connection = Connection(time);
        var audio = Audio(Take, time);

        var first = TakeAsync(audio, connection, "mic");
        Assert.False(first.IsCompleted);
        await time.AdvanceUntilAsync(first, TimeSpan.FromSeconds(1)).Within("waiting while the channel is opened");
        Assert.Null(await first);
        Assert.Null(await TakeAsync(audio, connection, "mic").Within("taking a piece that does not wait"));
        Assert.Empty(_frames);
        way.SetResult();
        await FramesAsync(2);

        Assert.Equal([0, 4], _frames.Select(frame => frame.Offset));
        await AckAsync("mic", 8);
    }

    [Fact]
    public async Task Audio_OfAClientThatGoesWhileItIsOpened_IsTakenAndFinished()
    {
        var time = new ManualTime();
        var way = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _session.Way = way.Task;
        var connection = Connection(time);
        var taking = TakeAsync(Audio(Take, time), connection, "mic");
        await time.AdvanceUntilAsync(taking, TimeSpan.FromSeconds(1)).Within("waiting while the channel is opened");

        var closing = connection.DisposeAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(4));
        way.SetResult();
        await FramesAsync(2);
        await AckAsync("mic");
        await closing.Within("closing");

        Assert.Equal([(4, AudioMark.None), (0, AudioMark.Stop)], _frames.Select(frame => (frame.Pcm.Length, frame.Mark)));
        Assert.Equal(0, _session.Feeds.Sessions);
    }

    /// <summary>It may be back elsewhere, and what it said there would come before what it said here.</summary>
    [Fact]
    public async Task Audio_OfAClientThatGoesLongBeforeItIsOpened_IsNotTaken()
    {
        var time = new ManualTime();
        var way = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _session.Way = way.Task;
        var connection = Connection(time);
        var taking = TakeAsync(Audio(Take, time), connection, "mic");
        await time.AdvanceUntilAsync(taking, TimeSpan.FromSeconds(1)).Within("waiting while the channel is opened");

        var closing = connection.DisposeAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(5));
        way.SetResult();
        await closing.Within("closing");

        Assert.Empty(_frames);
        Assert.Equal(0, _session.Feeds.Sessions);
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, "audio.client-gone")]
    public async Task Audio_ThatWaitedInTheConnectionUntilItsClientHadGone_IsTakenForAMoment(int seconds, string? code)
    {
        var time = new ManualTime();
        using var aborted = new CancellationTokenSource();
        var connection = Connection(time, aborted.Token);
        await aborted.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(seconds));

        var error = await TakeAsync(Audio(Take, time), connection, "mic").Within("taking a piece");

        Assert.Equal(code, error?.Code);
        Assert.Equal(code is null ? 1 : 0, _session.Feeds.Sessions);
    }

    /// <summary>A channel that is not told waits for more for ten minutes.</summary>
    [Fact]
    public async Task DisposeAsync_WhenTheServerStops_SaysThatNoMoreAudioWillCome()
    {
        var connection = Connection(stopping: new CancellationToken(canceled: true));
        Assert.Null(await TakeAsync(Audio(Take), connection, "mic"));

        await connection.DisposeAsync().AsTask().Within("closing, which does not wait for what comes of the audio");

        Assert.Equal([AudioMark.None, AudioMark.Stop], _frames.Select(frame => frame.Mark));
        Assert.Equal(0, _session.Feeds.Sessions);
    }

    [Fact]
    public async Task DisposeAsync_WhenOneChannelFails_FinishesTheOthers()
    {
        var connection = Connection();
        var bad = "";
        var audio = Audio(frame => frame.Mark == AudioMark.Stop && frame.Connection == bad ? throw new NotSupportedException("a bug") : Take(frame));
        Assert.Null(await TakeAsync(audio, connection, "bad"));
        bad = _frames[0].Connection;
        Assert.Null(await TakeAsync(audio, connection, "good"));
        var good = _frames[1].Connection;

        var finishing = connection.DisposeAsync().AsTask();
        await AckAsync("good");
        await finishing.Within("finishing the audio");

        Assert.Equal((good, AudioMark.Stop), (_frames[^1].Connection, _frames[^1].Mark));
        Assert.Equal(0, _session.Feeds.Sessions);
    }

    /// <summary>However long the method takes that is under way when it goes.</summary>
    [Fact]
    public async Task Audio_IsOverFiveSecondsAfterItsClientHasGone()
    {
        var time = new ManualTime();
        using var aborted = new CancellationTokenSource();
        var connection = Connection(time, aborted.Token);
        await aborted.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(4));
        await connection.DisposeAsync();
        Assert.False(connection.Over.IsCancellationRequested);

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(connection.Over.IsCancellationRequested);
    }

    /// <summary>Every change leaves audio behind that is not finished yet.</summary>
    [Fact]
    public async Task Audio_ThatChangesItsRateAgainAndAgain_IsRefused()
    {
        var time = new ManualTime();
        var connection = Connection(time);
        var audio = Audio(Take, time);
        var codes = new List<string?>();
        for (var changes = 0; changes < 9; changes++)
        {
            var taking = TakeAsync(audio, connection, "mic", sampleRate: changes % 2 == 0 ? 16_000 : 48_000);
            time.Advance(TimeSpan.FromSeconds(2));
            codes.Add((await taking.Within("taking a piece"))?.Code);
        }

        Assert.Equal([.. Enumerable.Repeat<string?>(null, 8), "hub.too-many"], codes);
        var closing = connection.DisposeAsync().AsTask();
        await time.AdvanceUntilAsync(closing, TimeSpan.FromSeconds(1)).Within("closing");
    }

    /// <summary>Another microphone: what came from the first one is finished as it was sent.</summary>
    [Fact]
    public async Task Audio_AtAnotherRate_GoesOnBehindTheEndOfWhatCameBefore()
    {
        var connection = Connection();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var audio = Audio(frame =>
        {
            var taking = Take(frame);
            _ = frame.Mark == AudioMark.Stop && stopped.TrySetResult();
            return taking;
        });
        Assert.Null(await TakeAsync(audio, connection, "mic"));

        var taking = TakeAsync(audio, connection, "mic", sampleRate: 48_000);
        await stopped.Task.Within("waiting for the end of the first audio");
        await AckAsync("mic");
        Assert.Null(await taking.Within("going on at another rate"));

        Assert.Equal([AudioMark.None, AudioMark.Stop, AudioMark.None], _frames.Select(frame => frame.Mark));
        Assert.Equal(_frames[0].Connection, _frames[1].Connection);
        Assert.NotEqual(_frames[0].Connection, _frames[2].Connection);
        await AckAsync("mic");
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task ShowAudio_OncePerSecondAndSession()
    {
        var time = new ManualTime();
        await using var connection = Connection(time);
        var shown = new List<string>();

        void Show(string session) => connection.ShowAudio(session, () =>
        {
            shown.Add(session);
            return Task.CompletedTask;
        });

        Show("sess_a");
        Show("sess_a");
        Show("sess_b");
        time.Advance(TimeSpan.FromMilliseconds(999));
        Show("sess_a");
        Assert.Equal(["sess_a", "sess_b"], shown);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Show("sess_a");
        Assert.Equal(["sess_a", "sess_b", "sess_a"], shown);
    }

    /// <summary>A session whose server hangs is told nothing more, and nobody waits for it.</summary>
    [Fact]
    public async Task ShowAudio_WhileTheRoomIsBeingTold_TellsNoOther()
    {
        var time = new ManualTime();
        await using var connection = Connection(time);
        var way = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var shown = 0;

        Task ShowAsync()
        {
            shown++;
            return way.Task;
        }

        connection.ShowAudio(Session, ShowAsync);
        time.Advance(TimeSpan.FromSeconds(2));
        connection.ShowAudio(Session, ShowAsync);
        Assert.Equal(1, shown);
        way.SetResult();
        connection.ShowAudio(Session, ShowAsync);
        Assert.Equal(2, shown);
    }

    private static Task<GrainError?> TakeAsync(HubAudio audio, HubConnection connection, string channel, int? sampleRate = null) => audio.TakeAsync(
        connection,
        new AudioChunkMessage { SessionId = Session, Channel = channel, Audio = Convert.ToBase64String(new byte[4]), SampleRate = sampleRate });

    private HubAudio Audio(Func<AudioFrame, Task> takeAsync, TimeProvider? time = null)
    {
        var transcription = Substitute.For<ITranscriptionGrain>();
        transcription.OpenAsync(default!).ReturnsForAnyArgs(new AudioOpened(0, 0));
        transcription.GetProgressAsync(default!).ReturnsForAnyArgs(call => new ChannelProgress("", call.Arg<string>(), 0, 0, 0, 0, -30, null));
        return new HubAudio(_session.Feeds, StubbedIngest.Of(transcription, takeAsync, time ?? new ManualTime()));
    }

    /// <summary>The last piece that was sent has its outcome on record.</summary>
    private Task AckAsync(string channel, long offset = 4) =>
        _session.SignalAsync(new ChannelProgress(channel, _frames[^1].Connection, offset, offset, 0, 0, -30, null));

    private Task Take(AudioFrame frame)
    {
        _frames.Add(frame);
        _came.Release();
        return Task.CompletedTask;
    }

    private async Task FramesAsync(int count)
    {
        for (; count > 0; count--)
        {
            await _came.WaitAsync(TestContext.Current.CancellationToken).Within("waiting for audio to be handed over");
        }
    }
}
