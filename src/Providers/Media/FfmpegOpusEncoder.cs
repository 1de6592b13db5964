using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers.Media;

/// <summary>Ogg Opus by the ffmpeg program, one child process for each file, with a pipe on either side. Only so many run at once as leave half of the processors to who is live, and these come after them.</summary>
/// <param name="media">Where ffmpeg is.</param>
/// <param name="opus">How good it is to sound.</param>
internal sealed class FfmpegOpusEncoder(IOptions<MediaOptions> media, IOptions<OpusOptions> opus) : IAudioEncoder, IDisposable
{
    private readonly SemaphoreSlim _room = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <inheritdoc/>
    public string Codec => "opus";

    /// <inheritdoc/>
    public async Task EncodeAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> pcm, int sampleRate, Func<Stream, CancellationToken, Task> take, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            await EncodeNowAsync(pcm, sampleRate, take, cancellationToken);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private async Task EncodeNowAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> pcm, int sampleRate, Func<Stream, CancellationToken, Task> take, CancellationToken cancellationToken)
    {
        using var process = FfmpegSandbox.StartFilter(
            media.Value.Ffmpeg,
            [
                "-v", "error", "-nostdin", "-threads", "1", "-f", "s16le", "-ar", Text(sampleRate), "-ac", "1", "-i", "pipe:0",
                "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact",
                "-c:a", "libopus", "-b:a", Text(opus.Value.BitRate), "-vbr", "on", "-application", "voip", "-f", "ogg", "pipe:1",
            ]);
        Defer(process);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task complaint = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var feed = FeedAsync(process, pcm, both.Token);
        try
        {
            await take(new WholeOutput(process.StandardOutput.BaseStream, EndAsync), both.Token);
        }
        finally
        {
            await both.CancelAsync();
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            await feed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await complaint.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // Its place is another one's only when it is gone.
            await process.WaitForExitAsync(CancellationToken.None);
        }

        async Task EndAsync()
        {
            // What could not be read is why the file is short: say that, and not that the encoder made little of it.
            await feed;
            await process.WaitForExitAsync(both.Token);
            if (process.ExitCode != 0)
                throw new MediaException(MediaErrors.DecoderFailed, "The encoder failed. Is ffmpeg built with libopus?");
        }
    }

    /// <summary>Nobody waits for a file, and whoever is live waits for a processor.</summary>
    private static void Defer(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended already; how says its exit code.
        }
    }

    private static async Task FeedAsync(Process process, IAsyncEnumerable<ReadOnlyMemory<byte>> pcm, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var piece in pcm.WithCancellation(cancellationToken))
                await process.StandardInput.BaseStream.WriteAsync(piece, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The encoder has ended; how says its exit code.
        }
        catch
        {
            // Its output must not end as if all had been said.
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
