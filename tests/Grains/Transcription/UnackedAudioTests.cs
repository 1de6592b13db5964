using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Grains.Transcription;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Tests.Transcription;

public sealed class UnackedAudioTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task AddAsync_Full_WaitsUntilSomethingIsAcknowledged()
    {
        var audio = new UnackedAudio(0, capacity: 100, _time);
        await audio.AddAsync(new byte[100], AudioMark.None, TestContext.Current.CancellationToken);

        var waiting = audio.AddAsync(new byte[10], AudioMark.None, TestContext.Current.CancellationToken).AsTask();

        Assert.False(waiting.IsCompleted);
        audio.Acknowledge(10);
        await waiting;
        Assert.Equal(110, audio.Received);
    }

    [Fact]
    public async Task AddAsync_LargerThanCapacityWhenEmpty_IsTaken()
    {
        var audio = new UnackedAudio(0, capacity: 10, _time);

        await audio.AddAsync(new byte[64], AudioMark.None, TestContext.Current.CancellationToken);

        Assert.Equal(64, audio.Received);
    }

    [Fact]
    public async Task AddAsync_Cancelled_StopsWaiting()
    {
        using var stop = new CancellationTokenSource();
        var audio = new UnackedAudio(0, capacity: 10, _time);
        await audio.AddAsync(new byte[10], AudioMark.None, stop.Token);
        var waiting = audio.AddAsync(new byte[10], AudioMark.None, stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task ReadAsync_StopMark_SurvivesAcknowledgement()
    {
        var audio = new UnackedAudio(0, capacity: 100, _time);
        await audio.AddAsync(new byte[10], AudioMark.Stop, TestContext.Current.CancellationToken);
        await audio.ReadAsync(TestContext.Current.CancellationToken);

        audio.Acknowledge(10);
        audio.Rewind();

        Assert.Equal(AudioMark.Stop, (await audio.ReadAsync(TestContext.Current.CancellationToken)).Mark);
    }

    [Fact]
    public async Task ReadAsync_Marks_StayWhereTheyWereSaidAndCountOnce()
    {
        var audio = new UnackedAudio(0, capacity: 100, _time);
        await audio.AddAsync(new byte[10], AudioMark.Finalize, TestContext.Current.CancellationToken);
        audio.AddMark(AudioMark.Finalize);
        await audio.AddAsync(new byte[20], AudioMark.None, TestContext.Current.CancellationToken);
        await audio.AddAsync(new byte[30], AudioMark.Stop, TestContext.Current.CancellationToken);

        var read = new List<(int, AudioMark)>();
        while (read.Count == 0 || read[^1].Item2 != AudioMark.Stop)
        {
            var stretch = await audio.ReadAsync(TestContext.Current.CancellationToken);
            read.Add((stretch.Pcm.Length, stretch.Mark));
        }

        Assert.Equal([(10, AudioMark.Finalize), (50, AudioMark.Stop)], read);
    }

    [Fact]
    public async Task ReadAsync_NothingThere_WaitsForAudio()
    {
        var audio = new UnackedAudio(0, capacity: 100, _time);
        var reading = audio.ReadAsync(TestContext.Current.CancellationToken);
        Assert.False(reading.IsCompleted);

        await audio.AddAsync(new byte[10], AudioMark.None, TestContext.Current.CancellationToken);

        Assert.Equal(10, (await reading).Pcm.Length);
    }

    [Fact]
    public async Task ReceivedAt_OldestAudioWithoutOutcome_IsKnownToFiftyMilliseconds()
    {
        var audio = new UnackedAudio(0, capacity: 10_000, _time);
        var start = _time.GetTimestamp();
        await AddFramesAsync(audio, 100);

        audio.Acknowledge(505);

        Assert.All(Enumerable.Range(505, 495), offset =>
            Assert.InRange((20 * (offset / 10)) - _time.GetElapsedTime(start, audio.ReceivedAt(offset)!.Value).TotalMilliseconds, 0, 50));
        Assert.Null(audio.ReceivedAt(1_000));
    }

    /// <summary>Else all that comes until the old time is reached again would seem to have come at once.</summary>
    [Fact]
    public async Task ReceivedAt_WhenTheClockIsSetBack_IsStillWhenItCame()
    {
        var audio = new UnackedAudio(0, capacity: 10_000, _time);
        await AddFramesAsync(audio, 1);
        _time.SetClock(TimeSpan.FromHours(-1));
        await AddFramesAsync(audio, 100);

        Assert.InRange(_time.GetElapsedTime(audio.ReceivedAt(1_005)!.Value), TimeSpan.Zero, TimeSpan.FromMilliseconds(70));
        Assert.InRange(_time.GetElapsedTime(audio.ReceivedAt(505)!.Value), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.1));
    }

    /// <summary>Whatever was added, read and acknowledged before: a provider stream that begins anew gets exactly the bytes behind what is acknowledged.</summary>
    [Fact]
    public void ReadAsync_AfterRewind_GivesEverythingUnacknowledged()
    {
        // A step: bytes to add, whether to read, per cent of what is held to acknowledge, whether to begin anew.
        var step = Gen.Choose(0, 40_000).SelectMany(add => Gen.Choose(0, 100).SelectMany(acked => Gen.Choose(0, 7).Select(then => (add, acked, then))));
        var steps = step.ArrayOf().Where(all => all.Length < 200);

        Prop.ForAll(steps.ToArbitrary(), all =>
        {
            const int Start = 7;
            var audio = new UnackedAudio(Start, capacity: int.MaxValue, _time);
            foreach (var (add, acked, then) in all)
            {
                Completed(audio.AddAsync(Pcm(audio.Received, add), AudioMark.None, CancellationToken.None));
                if (add > 0 && then % 2 == 1)
                {
                    _ = audio.ReadAsync(CancellationToken.None).AsTask();
                }

                if (then >= 2)
                {
                    audio.Acknowledge(audio.Acked + ((audio.Received - audio.Acked) * acked / 100));
                }

                if (then >= 6)
                {
                    audio.Rewind();
                }
            }

            audio.Rewind();
            var position = audio.Acked;
            while (position < audio.Received)
            {
                var stretch = audio.ReadAsync(CancellationToken.None).GetAwaiter().GetResult().Pcm;
                if (!stretch.Span.SequenceEqual(Pcm(position, stretch.Length)))
                {
                    return false;
                }

                position += stretch.Length;
            }

            return true;
        }).QuickCheckThrowOnFailure();

        static byte[] Pcm(long from, int length) => [.. Enumerable.Range(0, length).Select(index => (byte)((from + index) % 251))];

        static void Completed(ValueTask task) => Assert.True(task.IsCompletedSuccessfully);
    }

    /// <summary>Ten bytes every 20 ms.</summary>
    private async Task AddFramesAsync(UnackedAudio audio, int frames)
    {
        for (var frame = 0; frame < frames; frame++)
        {
            await audio.AddAsync(new byte[10], AudioMark.None, TestContext.Current.CancellationToken);
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }
    }
}
