using MeetingIntel.Api.Live;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Live;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>Audio of a client that can't send again (hub, file) lives through the loss of its session's server.</summary>
public sealed partial class AudioDeliveryTests
{
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
}
