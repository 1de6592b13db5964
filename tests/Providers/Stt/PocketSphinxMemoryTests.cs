using System.Diagnostics;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Providers.Stt.PocketSphinx;
using MeetingIntel.Providers.Tests.Audio;

namespace MeetingIntel.Providers.Tests.Stt;

/// <summary>Measures the memory of the whole process, so no other test runs beside it.</summary>
[Collection(nameof(AloneCollection))]
public sealed class PocketSphinxMemoryTests
{
    private const string First = "The customer can start testing on Monday";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.8);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DisposeAsync_InMidSentence_GivesMemoryAndDecoderBack()
    {
        await using var provider = PocketSphinxFixture.Create(new PocketSphinxOptions { MaxDecoders = 1 });
        var audio = TestSpeech.Bytes(TestSpeech.Join(TestSpeech.Silence(Pause), TestSpeech.Say(First))).AsMemory(0, 2 * 27_000);
        long settled = 0;
        const int Cycles = 50, Settling = 10;
        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            var stream = await provider.OpenAsync(new SttStreamOptions(), Cancellation);
            var reader = new EventReader(stream);
            await stream.WriteAsync(audio, Cancellation);
            _ = await reader.UntilAsync<SttPartial>("a partial");
            await stream.DisposeAsync();
            await stream.DisposeAsync();
            Assert.True(await reader.EndsAsync());
            settled = cycle == Settling ? ResidentBytes() : settled;
        }

        Assert.Equal(1, provider.Decoders);

        // A leak would be some megabytes for every cycle.
        Assert.InRange(ResidentBytes() - settled, long.MinValue, (Cycles - Settling) * 4L << 20);
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    [CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
    public sealed class AloneCollection;
}
