using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Transcription;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>Rooms and audio of a hub connection, whose client takes what is sent when the test lets it.</summary>
public sealed class HubConnectionTests
{
    private const string Session = "sess_lossy";

    private readonly LossySession _session = new();
    private readonly List<string> _sent = [];
    private readonly List<AudioFrame> _frames = [];
    private readonly TaskCompletionSource _sending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task LeaveAsync_WhileEventsWait_LetsNoneOutAfterItself()
    {
        await using var connection = Connection();
        Assert.Null(await connection.JoinAsync(_session.Feeds, Session, after: null, () => Task.CompletedTask));
        await _session.SignalAsync(Partial("first"));
        await _sending.Task.Within("waiting for the first event to be sent");
        await _session.SignalAsync(Partial("second"));

        var leaving = connection.LeaveAsync(Session);
        Assert.False(leaving.IsCompleted, "An event is still on its way.");
        _taken.SetResult();
        await leaving.Within("leaving the room");

        Assert.Equal(["transcript_update"], _sent);
        Assert.Equal(0, _session.Feeds.Sessions);
    }

    [Fact]
    public async Task JoinAsync_WhenTheGreetingFails_LeavesNoSubscription()
    {
        await using var connection = Connection();

        await Assert.ThrowsAsync<IOException>(() => connection.JoinAsync(_session.Feeds, Session, after: null, () => throw new IOException("The client is gone.")));

        Assert.Equal(0, _session.Feeds.Sessions);
    }

    [Fact]
    public async Task JoinAsync_OfAClientThatGoesMeanwhile_LeavesNoSubscription()
    {
        var connection = Connection();
        var way = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _session.Way = way.Task;
        var joining = connection.JoinAsync(_session.Feeds, Session, after: null, () => Task.CompletedTask);

        await connection.DisposeAsync();
        way.SetResult();

        Assert.Null(await joining.Within("joining"));
        Assert.Equal(0, _session.Feeds.Sessions);
    }

    [Fact]
    public async Task DisposeAsync_WhenARoomFailed_ClosesTheOthers()
    {
        var connection = Connection();
        Assert.Null(await connection.JoinAsync(_session.Feeds, "sess_a", after: null, () => Task.CompletedTask));
        Assert.Null(await connection.JoinAsync(_session.Feeds, "sess_b", after: null, () => Task.CompletedTask));
        _taken.SetException(new NotSupportedException("a bug"));
        await _session.SignalAsync(Partial("any"));
        await _sending.Task.Within("waiting for an event to be sent");

        await connection.DisposeAsync();

        Assert.Equal(0, _session.Feeds.Sessions);
    }

    /// <summary>Astro's clients do not join again while their connection lives.</summary>
    [Fact]
    public async Task Room_WhoseJournalCantBeRead_GoesOnWhenItCan()
    {
        var time = new SteppedTime();
        var session = new LossySession(time);
        await using var connection = Connection();
        _taken.SetResult();
        Assert.Null(await connection.JoinAsync(session.Feeds, Session, after: null, () => Task.CompletedTask));
        session.Unreadable = new JournalUnavailableException("The database is away.");
        session.Append(1, Fate.Lost);
        session.Append(1, Fate.Told);
        await session.SignalAsync(Partial("first"));

        await time.AdvanceToTimerAsync(TimeSpan.FromSeconds(1), () => session.Unreadable = null);
        await _sending.Task.Within("waiting for the first event to be sent");

        Assert.Equal(["transcript_update"], _sent);
    }

    [Fact]
    public async Task Audio_ThatFails_IsForgottenAndOpenedAnewByTheNextPiece()
    {
        await using var connection = Connection();
        var audio = Audio(frame => frame.Offset == 0 && _taken.TrySetResult() ? throw new NotSupportedException("a bug") : Take(frame));

        await Assert.ThrowsAsync<NotSupportedException>(() => TakeAsync(audio, connection, "mic"));
        Assert.Equal(0, _session.Feeds.Sessions);
        Assert.Null(await TakeAsync(audio, connection, "mic"));

        Assert.Equal(0, Assert.Single(_frames).Offset);
        Assert.Equal(1, _session.Feeds.Sessions);
        await AckAsync("mic");
    }

    [Fact]
    public async Task Audio_OfAClientThatGoesWhileItIsOpened_IsFinished()
    {
        var connection = Connection();
        var way = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _session.Way = way.Task;
        var taking = TakeAsync(Audio(Take), connection, "mic");

        await connection.DisposeAsync();
        way.SetResult();

        await Assert.ThrowsAsync<OperationCanceledException>(() => taking.Within("opening the channel"));
        Assert.Equal(AudioMark.Stop, Assert.Single(_frames).Mark);
        Assert.Equal(0, _session.Feeds.Sessions);
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

    /// <summary>Another microphone: what came from the first one is finished as it was sent.</summary>
    [Fact]
    public async Task Audio_AtAnotherRate_GoesOnBehindTheEndOfWhatCameBefore()
    {
        var connection = Connection();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var audio = Audio(frame =>
        {
            _ = frame.Mark == AudioMark.Stop && stopped.TrySetResult();
            return Take(frame);
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
    public async Task ShowsAudio_OncePerSecondAndSession()
    {
        await using var connection = Connection();
        var time = new ManualTime();

        Assert.True(connection.ShowsAudio("sess_a", time));
        Assert.False(connection.ShowsAudio("sess_a", time));
        Assert.True(connection.ShowsAudio("sess_b", time));
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(connection.ShowsAudio("sess_a", time));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(connection.ShowsAudio("sess_a", time));
    }

    private Task<GrainError?> TakeAsync(HubAudio audio, HubConnection connection, string channel, int? sampleRate = null) => audio.TakeAsync(
        connection,
        new AudioChunkMessage { SessionId = Session, Channel = channel, Audio = Convert.ToBase64String(new byte[4]), SampleRate = sampleRate },
        TestContext.Current.CancellationToken);

    private HubAudio Audio(Func<AudioFrame, Task> takeAsync)
    {
        var transcription = Substitute.For<ITranscriptionGrain>();
        transcription.OpenAsync(default!).ReturnsForAnyArgs(new AudioOpened(0, 0));
        transcription.GetProgressAsync(default!).ReturnsForAnyArgs(call => new ChannelProgress("", call.Arg<string>(), 0, 0, 0, 0, -30, null));
        return new HubAudio(_session.Feeds, StubbedIngest.Of(transcription, takeAsync, TimeProvider.System));
    }

    /// <summary>The last piece that was sent has its outcome on record.</summary>
    private Task AckAsync(string channel) => _session.SignalAsync(new ChannelProgress(channel, _frames[^1].Connection, 4, 4, 0, 0, -30, null));

    private Task Take(AudioFrame frame)
    {
        _frames.Add(frame);
        return Task.CompletedTask;
    }

    private static PartialTranscript Partial(string channel) => new(channel, null, "words", 0, 1);

    private HubConnection Connection(CancellationToken stopping = default)
    {
        var client = Substitute.For<ISingleClientProxy>();
        client.SendCoreAsync(Arg.Any<string>(), Arg.Any<object?[]>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            _sent.Add(call.Arg<string>());
            _sending.TrySetResult();
            return _taken.Task;
        });
        return new HubConnection("connection", Caller.Development, client, NullLogger.Instance, stopping);
    }
}
