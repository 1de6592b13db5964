using System.Collections.Concurrent;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Live;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;
using NSubstitute;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>Audio of a client that can't send again (hub, file) lives through the loss of its session's server.</summary>
public sealed class AudioDeliveryTests
{
    private const string Earlier = "conn_0.00000001";
    private const string Later = "conn_z.00000001";

    private static readonly GrainError Away = new(GrainErrorKind.Unavailable, "cluster.full", "No room.");

    private readonly ManualTime _time = new();
    private LossySession _session = new();
    private readonly ITranscriptionGrain _transcription = Substitute.For<ITranscriptionGrain>();
    private readonly ConcurrentQueue<GrainResult<AudioOpened>> _answers = new([new AudioOpened(0, 0)]);
    private readonly SemaphoreSlim _opens = new(0);
    private readonly SemaphoreSlim _stops = new(0);
    private readonly SemaphoreSlim _frames = new(0);
    private readonly SemaphoreSlim _events = new(0);
    private readonly ConcurrentQueue<AudioFrame> _sent = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly ConcurrentQueue<FeedMessage> _observed = new();
    private volatile string _connection = "";
    private volatile OpenAudio _opened = null!;

    [Fact]
    public async Task SessionThatIsAwayForAWhile_GetsWhatItHasNoOutcomeOf()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        var first = _connection;
        await SignalAsync(acked: 3200);

        Answer(Away, Away, Away, new AudioOpened(3200, 3200));
        await LoseAsync();
        for (var tries = 0; tries < 4; tries++)
        {
            await OpenedAsync();
        }

        await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken);
        Assert.NotEqual(first, _connection);
        await SentAsync((3200, 3200), (6400, 640));

        var completing = delivery.CompleteAsync(TestContext.Current.CancellationToken);
        await SignalAsync(acked: 7040);
        Assert.Null(await completing.Within("waiting for the end of the audio"));
    }

    [Fact]
    public async Task SessionThatIsAwayForMoreThanAMinute_IsGivenUp()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        var lostAt = _time.GetUtcNow();
        await LoseAsync();

        var completing = delivery.CompleteAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(completing);

        Assert.Equal("audio.resend", (await completing)?.Code);
        Assert.InRange(_time.GetUtcNow() - lostAt, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90));
    }

    /// <summary>Nobody spoke in between, so nothing was acknowledged either.</summary>
    [Fact]
    public async Task SecondLoss_LongAfterTheFirst_HasAMinuteOfItsOwn()
    {
        await using var delivery = await OpenAsync();
        Answer(new AudioOpened(0, 0), Away, new AudioOpened(0, 0));
        await LoseAsync();
        await OpenedAsync();
        await FollowedAsync();
        _time.Advance(TimeSpan.FromHours(2));

        await LoseAsync();
        await OpenedAsync();
        await OpenedAsync();

        Assert.Null(await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken));
        await SentAsync((0, 640));
    }

    public static TheoryData<Exception> Passing =>
        [new OrleansException("The silo with the queue is gone."), new TimeoutException("No answer."), new JournalUnavailableException("The database is away."), new OperationCanceledException("Its silo leaves.")];

    [Theory]
    [MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public async Task WriteAsync_ThatCantBeHandedOver_IsSentAgainInOrder(Exception failure)
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        var first = _connection;
        Answer(Away, new AudioOpened(3200, 0));
        _failures.Enqueue(failure);

        Assert.Null(await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken));
        var next = delivery.WriteAsync(new byte[320], TestContext.Current.CancellationToken);
        await OpenedAsync();
        await OpenedAsync();
        Assert.Null(await next.Within("waiting for the sender to go on"));
        Assert.NotEqual(first, _connection);
        await SentAsync((3200L, 640), (3840L, 320));

        var completing = delivery.CompleteAsync(TestContext.Current.CancellationToken);
        await SignalAsync(acked: 4160);
        Assert.Null(await completing.Within("waiting for the end of the audio"));
    }

    /// <summary>A hub client whose piece waits is not seen leaving, and what it sent behind that piece would be heard when it is long on another connection.</summary>
    [Fact]
    public async Task WriteAsync_WhileTheTranscriptionIsLost_DoesNotWait()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        Answer(Away, Away, new AudioOpened(0, 0));
        await LoseAsync();
        await OpenedAsync();

        for (var pieces = 0; pieces < 50; pieces++)
        {
            Assert.Null(await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken).Within("waiting for a piece to be kept"));
        }

        await OpenedAsync();
        await OpenedAsync();
        await SentAsync([(0, 3200), .. Enumerable.Range(0, 50).Select(piece => (3200L + (640 * piece), 640))]);
    }

    [Fact]
    public async Task StopAsync_ThatCantBeHandedOver_IsSaidAgain()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        Answer(new AudioOpened(0, 0));
        _failures.Enqueue(new OrleansException("gone"));

        var completing = delivery.CompleteAsync(TestContext.Current.CancellationToken);
        await OpenedAsync();
        await AdvanceUntilAsync(_stops.WaitAsync(TestContext.Current.CancellationToken));
        await SentAsync((0L, 3200));
        Assert.Equal(AudioMark.Stop, _sent.Last().Mark);

        await SignalAsync(acked: 3200);
        Assert.Null(await completing.Within("waiting for the end of the audio"));
    }

    [Fact]
    public async Task Resending_ThatFails_IsTriedAgain()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken);
        Answer(new AudioOpened(0, 0), new AudioOpened(0, 0));
        _failures.Enqueue(new OrleansException("gone"));

        await LoseAsync();
        await OpenedAsync();
        await OpenedAsync();
        Assert.Null(await delivery.WriteAsync(new byte[320], TestContext.Current.CancellationToken));

        await SentAsync((0L, 3200), (3200L, 640), (3840L, 320));
    }

    [Fact]
    public async Task HandOver_ThatFailsForMoreThanAMinute_EndsTheAudioAndWakesItsSender()
    {
        await using var delivery = await OpenAsync();
        _failures.Enqueue(new OrleansException("gone"));
        Assert.Null(await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken));
        Assert.Null(await delivery.WriteAsync(new byte[AudioInput.WindowSeconds * 32_000], TestContext.Current.CancellationToken));

        var waiting = delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        await AdvanceUntilAsync(waiting);

        Assert.Equal("audio.resend", (await waiting)?.Code);
        Assert.Equal("audio.resend", (await delivery.CompleteAsync(TestContext.Current.CancellationToken))?.Code);
    }

    [Fact]
    public async Task CompleteAsync_WhenTheSessionCantBeAsked_AsksOnAndOn()
    {
        _session = new LossySession(_time);
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        _session.Failure = new OrleansException("gone");

        var completing = delivery.CompleteAsync(TestContext.Current.CancellationToken);
        await SignalAsync(acked: 3200);
        await AdvanceUntilAsync(_session.AskedAsync());
        await AdvanceUntilAsync(_session.AskedAsync());
        Assert.False(completing.IsCompleted);
        _session.Failure = null;
        await AdvanceUntilAsync(completing);

        Assert.Null(await completing);
    }

    /// <summary>The acknowledgement is faster than what was said, or that one's notification is lost: the answer would lack words.</summary>
    [Fact]
    public async Task CompleteAsync_HasShownAllThatWasSaid()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        await _session.AskedAsync();

        var completing = delivery.CompleteAsync(TestContext.Current.CancellationToken);
        await _session.AskedAsync();
        _session.Append(2, Fate.Lost);
        await SignalAsync(acked: 3200);

        Assert.Null(await completing.Within("waiting for the end of the audio"));
        Assert.Equal([1, 2], _observed.OfType<EventMessage>().Select(message => message.Event.Seq));
    }

    /// <summary>Who began earlier spoke in a pause: the bytes that are not on record have the numbers of others, and go behind these.</summary>
    [Fact]
    public async Task Reopening_WhenSomebodyWhoBeganEarlierHasSpoken_GoesBehindThatOne()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[320], TestContext.Current.CancellationToken);
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken);
        TakeOver(Earlier, offset: 1320);
        await SignalAsync(acked: 5000, connection: Earlier);
        Answer(new AudioOpened(6000, 6000));
        await LoseAsync();
        await OpenedAsync();
        await delivery.WriteAsync(new byte[320], TestContext.Current.CancellationToken);

        Assert.Equal((_connection, null), (_opened.Sender, _opened.Offset));
        await SentAsync((6000L, 2200), (8200L, 640), (8840L, 320));
        Assert.Equal(320 + 3200 + 640 + 320, delivery.Position - delivery.Start);

        // What has its outcome since, and what not, goes by the new numbers.
        var sender = _opened.Sender;
        await SignalAsync(acked: 8200);
        Answer(new AudioOpened(8200, 8200));
        await LoseAsync();
        await OpenedAsync();
        Assert.Equal(sender, _opened.Sender);
        await SentAsync((8200L, 640), (8840L, 320));
    }

    /// <summary>That sending failed before all was there again changes no numbers twice.</summary>
    [Fact]
    public async Task Reopening_BehindSomebody_ThatFailsInTheMiddle_GoesOnWhereItWas()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken);
        TakeOver(Earlier, offset: 0);
        Answer(new AudioOpened(1000, 1000), new AudioOpened(1000, 1000));
        _failures.Enqueue(new OrleansException("gone"));
        await LoseAsync();
        await OpenedAsync();
        await OpenedAsync();

        await SentAsync((1000L, 3200), (4200L, 640));
    }

    /// <summary>Where the channel is somebody else's from, only the feed tells, and it comes behind the answer.</summary>
    [Fact]
    public async Task Reopening_BeforeTheFeedTellsOfSomebodyElse_WaitsForIt()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        _session.Append(Fate.Lost, new ChannelOpened("mic", null, 16_000, Earlier, 1000));
        _session.Sender = Earlier;
        Answer(AudioErrors.Superseded, new AudioOpened(5000, 5000));

        await LoseAsync();
        await OpenedAsync();
        await OpenedAsync();

        await SentAsync((5000L, 2200));
    }

    [Fact]
    public async Task Reopening_WhenSomebodyWhoBeganLaterHasSpoken_EndsTheAudio()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        TakeOver(Later, offset: 1000);
        Answer(AudioErrors.Superseded);
        var completing = delivery.CompleteAsync(TestContext.Current.CancellationToken);
        await LoseAsync();

        Assert.Equal("audio.superseded", (await completing.Within("waiting for the end of the audio"))?.Code);
    }

    /// <summary>What others have on record since does not count as ours, and what we had before that does.</summary>
    [Theory]
    [InlineData(3200, null)]
    [InlineData(3198, "audio.superseded")]
    public async Task CompleteAsync_WhenSomebodyElseHasTheChannelSince_SaysWhetherAllIsOnRecord(long until, string? code)
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        var completing = delivery.CompleteAsync(TestContext.Current.CancellationToken);
        await _session.AskedAsync();
        TakeOver(Later, until);
        await SignalAsync(acked: 9000, connection: Later);

        await AdvanceUntilAsync(completing);
        Assert.Equal(code, (await completing)?.Code);
    }

    [Fact]
    public async Task Journal_ThatCantBeReadForAWhile_CostsNoAudio()
    {
        var time = new SteppedTime();
        _session = new LossySession(time);
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[3200], TestContext.Current.CancellationToken);
        LoseSightOfTheJournal();

        var completing = delivery.CompleteAsync(TestContext.Current.CancellationToken);
        await time.AdvanceToTimerAsync(TimeSpan.FromSeconds(1));
        await time.AdvanceToTimerAsync(TimeSpan.FromSeconds(2), () => _session.Unreadable = null);
        await SignalAsync(acked: 3200);

        Assert.Null(await completing.Within("waiting for the end of the audio"));
    }

    [Fact]
    public async Task Journal_ThatCantBeReadForMoreThanAMinute_EndsTheAudioAndLeavesNoWatcher()
    {
        var time = new ManualTime();
        _session = new LossySession(time);
        var delivery = await OpenAsync();
        LoseSightOfTheJournal();
        var lostAt = time.GetUtcNow();

        var completing = delivery.CompleteAsync(TestContext.Current.CancellationToken);
        while (!completing.IsCompleted)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("storage.unavailable", (await completing)?.Code);
        Assert.True(time.GetUtcNow() - lostAt >= TimeSpan.FromMinutes(1), $"It was given up at {time.GetUtcNow()}.");
        await delivery.DisposeAsync();
        Assert.Equal(0, _session.Feeds.Sessions);
    }

    [Fact]
    public async Task DisposeAsync_OfADeliveryThatFailed_LeavesNoWatcher()
    {
        var delivery = await OpenAsync();
        _session.Unreadable = new InvalidOperationException("a bug");
        _session.Append(1, Fate.Lost);
        _session.Append(1, Fate.Told);
        await Assert.ThrowsAsync<InvalidOperationException>(() => delivery.CompleteAsync(TestContext.Current.CancellationToken).Within("waiting for the failure"));

        await delivery.DisposeAsync();

        Assert.Equal(0, _session.Feeds.Sessions);
    }

    /// <summary>A notification is lost, so that the journal must be read, and the database is away.</summary>
    private void LoseSightOfTheJournal()
    {
        _session.Unreadable = new JournalUnavailableException("away");
        _session.Append(1, Fate.Lost);
        _session.Append(1, Fate.Told);
    }

    private List<(long Offset, int Length)> SentOn(string connection) =>
        [.. _sent.Where(frame => frame.Connection == connection && frame.Pcm.Length > 0).Select(frame => (frame.Offset, frame.Pcm.Length))];

    /// <summary>Waits until so much has come over the newest connection, and looks whether it is what was to come.</summary>
    private async Task SentAsync(params (long Offset, int Length)[] expected)
    {
        while (SentOn(_connection).Count < expected.Length)
        {
            await _frames.WaitAsync(TestContext.Current.CancellationToken).Within("waiting for audio to be sent");
        }

        Assert.Equal(expected, SentOn(_connection));
    }

    private async Task<AudioDelivery> OpenAsync()
    {
        _transcription.GetProgressAsync(default!).ReturnsForAnyArgs(call => new ChannelProgress("mic", call.Arg<string>(), 0, 0, 0, 0, -30, null));
        _transcription.OpenAsync(default!).ReturnsForAnyArgs(call =>
        {
            var answer = _answers.TryDequeue(out var next) ? next : Away;
            if (answer.Succeeded)
            {
                _opened = call.Arg<OpenAudio>();
                _connection = _opened.Connection;
                _session.Sender = _opened.Sender;
            }

            _opens.Release();
            return answer;
        });
        var opened = await AudioDelivery.OpenAsync(
            StubbedIngest.Of(_transcription, TakeAsync, _time),
            new AudioSender(),
            _session.Feeds,
            "sess_lossy",
            new AudioFormat("mic", null, 16_000, 1),
            live: true,
            message =>
            {
                _observed.Enqueue(message);
                if (message is EventMessage)
                {
                    _events.Release();
                }

                return ValueTask.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        await OpenedAsync();
        return opened.Value!;
    }

    private Task TakeAsync(AudioFrame frame)
    {
        if (_failures.TryDequeue(out var failure))
        {
            return Task.FromException(failure);
        }

        _sent.Enqueue(frame);
        _frames.Release();
        if (frame.Mark == AudioMark.Stop)
        {
            _stops.Release();
        }

        return Task.CompletedTask;
    }

    private void Answer(params GrainResult<AudioOpened>[] answers) => Array.ForEach(answers, _answers.Enqueue);

    private Task SignalAsync(long acked, string? connection = null) => _session.SignalAsync(new ChannelProgress("mic", connection ?? _connection, acked, acked, 0, 0, -30, null));

    /// <summary>Somebody else has the channel from a byte on.</summary>
    private void TakeOver(string sender, long offset)
    {
        _session.Sender = sender;
        _session.Append(Fate.Told, new ChannelOpened("mic", null, 16_000, sender, offset));
    }

    /// <summary>The transcription says that the connection's audio is lost.</summary>
    private Task LoseAsync() => _session.SignalAsync(new ChannelProgress("mic", _connection, 0, 0, 0, 0, -90, ChannelProgress.Resend));

    /// <summary>Waits until the delivery has seen, and is done with, whatever it was told before.</summary>
    private async Task FollowedAsync()
    {
        _session.Append(1, Fate.Told);
        await _events.WaitAsync(TestContext.Current.CancellationToken).Within("waiting for an event to be seen");
    }

    private Task OpenedAsync() => AdvanceUntilAsync(_opens.WaitAsync(TestContext.Current.CancellationToken));

    private Task AdvanceUntilAsync(Task done) => _time.AdvanceUntilAsync(done, TimeSpan.FromSeconds(1)).Within("waiting while time goes on");
}
