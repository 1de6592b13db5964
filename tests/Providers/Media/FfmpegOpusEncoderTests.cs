using MeetingIntel.Providers.Media;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers.Tests.Media;

/// <summary>Encoders leave half of the processors to who is live.</summary>
public sealed class FfmpegOpusEncoderTests : IDisposable
{
    private readonly FfmpegOpusEncoder _encoder = new(Options.Create(new MediaOptions()), Options.Create(new OpusOptions()));

    private static int Places => Math.Max(1, Environment.ProcessorCount / 2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _encoder.Dispose();

    [Fact]
    public async Task EncodeAsync_WhileAllPlacesAreTaken_WaitsForOne()
    {
        List<Encoding> running = [.. Enumerable.Range(0, Places).Select(_ => new Encoding(_encoder, Stop))];
        await Task.WhenAll(running.Select(encoding => encoding.Begun));

        // With a place for it, it would have begun in this call.
        var late = new Encoding(_encoder, Stop);
        Assert.False(late.Begun.IsCompleted);
        running[0].Finish();
        await late.Begun;
        await running[0].Done;

        late.Finish();
        running.ForEach(encoding => encoding.Finish());
        Assert.All(await Task.WhenAll([late.Done, .. running.Select(encoding => encoding.Done)]), bytes => Assert.NotEqual(0, bytes));
    }

    [Fact]
    public async Task EncodeAsync_ThatFails_LeavesItsPlace()
    {
        for (var number = 0; number <= Places; number++)
        {
            var broken = new Encoding(_encoder, Stop);
            await broken.Begun;
            broken.Fail();
            await Assert.ThrowsAsync<InvalidDataException>(() => broken.Done);
        }
    }

    /// <summary>Whoever is live comes first also where an encoder has a place.</summary>
    [Fact]
    public async Task EncodeAsync_WhileItRuns_LeavesProcessorsToWhoeverIsLive()
    {
        var encoding = new Encoding(_encoder, Stop);
        await encoding.Begun;

        var encoder = Assert.Single(ProcessStatus.All(), process => process.Parent == Environment.ProcessId && process.Command.Contains("libopus", StringComparison.Ordinal));
        encoding.Finish();
        await encoding.Done;

        Assert.True(encoder.Nice > ProcessStatus.Read(Environment.ProcessId)!.Nice, $"Its nice value is {encoder.Nice}.");
    }

    /// <summary>Audio whose second half is held back.</summary>
    private sealed class Encoding
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Encoding(FfmpegOpusEncoder encoder, CancellationToken stop) => Done = EncodeAsync(encoder, stop);

        public Task Begun => _begun.Task;

        /// <summary>How many bytes came out.</summary>
        public Task<long> Done { get; }

        public void Finish() => _rest.TrySetResult();

        public void Fail() => _rest.TrySetException(new InvalidDataException("There is no second half."));

        private async Task<long> EncodeAsync(FfmpegOpusEncoder encoder, CancellationToken stop)
        {
            using var file = new MemoryStream();
            await encoder.EncodeAsync(AudioAsync(), 16_000, (output, token) => output.CopyToAsync(file, token), stop);
            return file.Length;
        }

        private async IAsyncEnumerable<ReadOnlyMemory<byte>> AudioAsync()
        {
            _begun.TrySetResult();
            yield return new byte[16_000];
            await _rest.Task;
            yield return new byte[16_000];
        }
    }
}
