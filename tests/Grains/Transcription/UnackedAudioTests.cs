using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Grains.Transcription;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Tests.Transcription;

public sealed class UnackedAudioTests
{
    [Fact]
    public async Task AddAsync_Full_WaitsUntilSomethingIsAcknowledged()
    {
        var audio = new UnackedAudio(0, capacity: 100);
        await audio.AddAsync(new byte[100], AudioMark.None, default, TestContext.Current.CancellationToken);

        var waiting = audio.AddAsync(new byte[10], AudioMark.None, default, TestContext.Current.CancellationToken);

        Assert.False(waiting.IsCompleted);
        audio.Acknowledge(10);
        await waiting;
        Assert.Equal(110, audio.Received);
    }

    [Fact]
    public async Task AddAsync_LargerThanCapacityWhenEmpty_IsTaken()
    {
        var audio = new UnackedAudio(0, capacity: 10);

        await audio.AddAsync(new byte[64], AudioMark.None, default, TestContext.Current.CancellationToken);

        Assert.Equal(64, audio.Received);
    }

    [Fact]
    public async Task AddAsync_Cancelled_StopsWaiting()
    {
        using var stop = new CancellationTokenSource();
        var audio = new UnackedAudio(0, capacity: 10);
        await audio.AddAsync(new byte[10], AudioMark.None, default, stop.Token);
        var waiting = audio.AddAsync(new byte[10], AudioMark.None, default, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task NextAsync_StopMark_SurvivesAcknowledgement()
    {
        var audio = new UnackedAudio(0, capacity: 100);
        await audio.AddAsync(new byte[10], AudioMark.Stop, default, TestContext.Current.CancellationToken);

        audio.Acknowledge(10);

        Assert.Equal(AudioMark.Stop, (await audio.NextAsync(0, TestContext.Current.CancellationToken)).Mark);
    }

    /// <summary>A provider stream that begins anew gets exactly the audio behind what is acknowledged, whatever was added and acknowledged before.</summary>
    [Fact]
    public void NextAsync_FromTheStart_GivesEverythingUnacknowledged()
    {
        var sizes = Gen.Choose(1, 50).ArrayOf().Where(all => all.Length is > 0 and < 600);

        Prop.ForAll(sizes.ToArbitrary(), all =>
        {
            var audio = new UnackedAudio(7, capacity: int.MaxValue);
            var random = new System.Random(all.Sum());
            foreach (var size in all)
            {
                audio.AddAsync(new byte[size], AudioMark.None, default, CancellationToken.None).GetAwaiter().GetResult();
                audio.Acknowledge(audio.Acked + random.NextInt64(0, audio.Received - audio.Acked + 1));
            }

            var position = audio.Acked;
            for (long number = 0; position < audio.Received;)
            {
                var piece = audio.NextAsync(number, CancellationToken.None).GetAwaiter().GetResult();
                if (piece.Offset > position || piece.End <= position)
                {
                    return false;
                }

                position = piece.End;
                number = piece.Number + 1;
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }
}
