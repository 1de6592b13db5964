using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>Audio that comes before its channel is open.</summary>
public sealed partial class AudioDeliveryTests
{
    [Fact]
    public async Task WriteAsync_BeforeTheChannelIsOpen_IsKept_AndGoesBehindWhatIsThere()
    {
        var before = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _after = before.Task;
        _answers.Clear();
        Answer(new AudioOpened(3200, 3200));
        await using var delivery = Begin();

        Assert.Null(await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken).Within("waiting for a piece to be kept"));
        Assert.Null(await delivery.WriteAsync(new byte[320], TestContext.Current.CancellationToken).Within("waiting for a piece to be kept"));
        before.SetResult();
        await OpenedAsync();
        await SentAsync((3200, 640), (3840, 320));

        Assert.Equal((3200, 4160), (delivery.Start, delivery.Position));
        var completing = delivery.CompleteAsync(TestContext.Current.CancellationToken);
        await SignalAsync(acked: 4160);
        Assert.Null(await completing.Within("waiting for the end of the audio"));
    }

    [Fact]
    public async Task WriteAsync_BeforeTheChannelIsOpen_WaitsWhenTooMuchIsKept()
    {
        var before = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _after = before.Task;
        await using var delivery = Begin();
        Assert.Null(await delivery.WriteAsync(new byte[AudioInput.WindowSeconds * 32_000], TestContext.Current.CancellationToken));

        var next = delivery.WriteAsync(new byte[320], TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        before.SetResult();
        await OpenedAsync();
        await SentAsync((0, AudioInput.WindowSeconds * 32_000));
        await SignalAsync(acked: 32_000);

        Assert.Null(await next.Within("waiting for room"));
    }

    /// <summary>Its silos are away when somebody begins to speak.</summary>
    [Theory]
    [MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public async Task Opening_ThatFindsNobody_IsTriedAgain(Exception failure)
    {
        var before = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _after = before.Task;
        _unreachable.Enqueue(failure);
        await using var delivery = Begin();
        Assert.Null(await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken));
        before.SetResult();

        await OpenedAsync();
        await OpenedAsync();

        await SentAsync((0, 640));
    }

    [Fact]
    public async Task Opening_ThatFindsNobodyForMoreThanAMinute_IsGivenUp()
    {
        for (var tries = 0; tries < 100; tries++)
        {
            _unreachable.Enqueue(new TimeoutException("No answer."));
        }

        var before = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _after = before.Task;
        await using var delivery = Begin();
        Assert.Null(await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken));
        before.SetResult();
        var began = _time.GetUtcNow();

        var opening = delivery.OpenedAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(opening);

        Assert.Equal("server.timeout", (await opening)?.Code);
        Assert.InRange(_time.GetUtcNow() - began, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90));
        Assert.Equal(await opening, await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken));
    }

    /// <summary>Its answer may be all that was lost: then the channel is open already, and what it has is ours.</summary>
    [Fact]
    public async Task Opening_ThatIsTriedAgain_IsThatOfTheSameSender()
    {
        var before = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _after = before.Task;
        _answers.Clear();
        Answer(Away, new AudioOpened(0, 0));
        await using var delivery = Begin();
        Assert.Null(await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken));
        before.SetResult();
        await OpenedAsync();
        await OpenedAsync();
        await SentAsync((0, 640));

        Assert.Equal(2, _tries.Select(tried => tried.Connection).Distinct(StringComparer.Ordinal).Count());
        Assert.Single(_tries.Select(tried => tried.Sender).Distinct(StringComparer.Ordinal));
    }

    /// <summary>That the rest could not be sent is no reason to give it up, nor to give it other numbers.</summary>
    [Fact]
    public async Task Opening_WhoseAudioCantAllBeSent_GoesOnWhereItWas()
    {
        var before = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _after = before.Task;
        _answers.Clear();
        Answer(new AudioOpened(1000, 1000), Away, new AudioOpened(1640, 1000));
        await using var delivery = Begin();
        Assert.Null(await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken));
        Assert.Null(await delivery.WriteAsync(new byte[320], TestContext.Current.CancellationToken));
        _failures.Enqueue(new OrleansException("gone"));
        before.SetResult();
        for (var tries = 0; tries < 3; tries++)
        {
            await OpenedAsync();
        }

        await SentAsync((1640, 320));
        Assert.Equal((1000, 1960), (delivery.Start, delivery.Position));
    }

    /// <summary>Who speaks, and has said nothing yet, must know at once that nobody listens.</summary>
    [Fact]
    public async Task Opening_ThatIsRefused_IsNotTriedAgain()
    {
        _answers.Clear();
        Answer(Away, new AudioOpened(0, 0));
        var delivery = Begin();

        Assert.Equal(Away, await delivery.OpenedAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken).Within("waiting for the refusal"));

        Assert.Single(_answers);
        await delivery.DisposeAsync();
        Assert.Equal(0, _session.Feeds.Sessions);
    }

    /// <summary>Its client may be back elsewhere, and pause there.</summary>
    [Fact]
    public async Task Opening_ThatComesThroughWhenTheClientHasLongGone_TakesNothing()
    {
        var way = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _way = way.Task;
        await using var delivery = Begin();
        Assert.Null(await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken));
        await OpenedAsync();

        await _gone.CancelAsync();
        way.SetResult();

        Assert.Equal("audio.client-gone", (await delivery.CompleteAsync(TestContext.Current.CancellationToken).Within("waiting for the end of the audio"))?.Code);
        Assert.Equal([(0, AudioMark.Stop)], _sent.Select(frame => (frame.Pcm.Length, frame.Mark)));
    }

    [Fact]
    public async Task Loss_WhenTheClientHasLongGone_IsNotMadeGood()
    {
        await using var delivery = await OpenAsync();
        await delivery.WriteAsync(new byte[640], TestContext.Current.CancellationToken);
        Answer(new AudioOpened(0, 0));
        await _gone.CancelAsync();

        await LoseAsync();

        Assert.Equal("audio.client-gone", (await delivery.CompleteAsync(TestContext.Current.CancellationToken).Within("waiting for the end of the audio"))?.Code);
        Assert.Single(_answers);
    }
}
