using System.Diagnostics;
using System.Globalization;

namespace MeetingIntel.Providers.Media;

/// <summary>The output of one ffmpeg. It decodes no further ahead than the pipe between holds, so a slow reader costs neither memory nor disk.</summary>
internal sealed class FfmpegDecodedAudio : IDecodedAudio
{
    private const int Rate = 16_000;

    /// <summary>A file may be so much shorter than it says, seconds: encoders count what they put before and behind the audio.</summary>
    private const double Tolerance = 1;

    private readonly MediaOptions _options;
    private readonly SpooledFile _file;
    private readonly Process _process;
    private readonly Task<bool> _complained;
    private readonly bool _isCutOff;
    private readonly TimeSpan? _promised;
    private readonly long _limit;
    private readonly byte[] _split = new byte[4];
    private int _splitLength;
    private long _read;
    private bool _ended;

    internal FfmpegDecodedAudio(MediaOptions options, SpooledFile file, MediaProbe probe, bool isCutOff)
    {
        _isCutOff = isCutOff;
        _options = options;
        _file = file;
        FileBytes = file.Content.Length;
        Duration = probe.Duration;
        _promised = probe.IsPromised ? probe.Duration : null;
        Channels = probe.Channels == 2 ? 2 : 1;
        _limit = (long)(options.MaxDuration.TotalSeconds * Rate) * FrameBytes;
        _process = FfmpegSandbox.Start(
            options.Ffmpeg,
            [
                "-v", "error", "-nostdin", "-timelimit", ((long)options.MaxProcessorTime.TotalSeconds).ToString(CultureInfo.InvariantCulture), "-threads", "1",
                .. FfmpegSandbox.InputOptions, "-i", FfmpegSandbox.Input(file.Path),
                "-map", "0:a:0", "-vn", "-sn", "-dn", "-ac", Channels.ToString(CultureInfo.InvariantCulture), "-ar", Rate.ToString(CultureInfo.InvariantCulture),
                "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1",
            ]);
        _complained = DrainAsync(_process.StandardError);
    }

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public int SampleRate => Rate;

    /// <inheritdoc/>
    public TimeSpan? Duration { get; }

    /// <inheritdoc/>
    public long FileBytes { get; }

    /// <inheritdoc/>
    public MediaDefect? Defect { get; private set; }

    private int FrameBytes => Channels * sizeof(short);

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.Length < FrameBytes)
        {
            throw new ArgumentException("Too little room for a sample of each channel.", nameof(buffer));
        }

        if (_ended)
        {
            return 0;
        }

        _split.AsSpan(0, _splitLength).CopyTo(buffer.Span);
        var length = _splitLength;
        while (length < FrameBytes)
        {
            var count = await ReadPipeAsync(buffer[length..], cancellationToken);
            if (count == 0)
            {
                await EndAsync(cancellationToken);
                return 0;
            }

            length += count;
        }

        // The pipe knows nothing of samples: what is over waits for the next read.
        _splitLength = length % FrameBytes;
        length -= _splitLength;
        buffer.Span.Slice(length, _splitLength).CopyTo(_split);
        _read += length;
        return _read <= _limit ? length : throw new MediaException(MediaErrors.TooLong, $"The file holds more than {_options.MaxDuration.TotalHours:0.##} hours of audio.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _ended = true;
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }

            await _process.WaitForExitAsync(CancellationToken.None);
            _ = await _complained;
            _process.StandardOutput.Dispose();
            _process.StandardError.Dispose();
            _process.Dispose();
        }
        finally
        {
            await _file.DisposeAsync();
        }
    }

    private async ValueTask<int> ReadPipeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.StallTimeout);
        try
        {
            return await _process.StandardOutput.BaseStream.ReadAsync(buffer, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MediaException(MediaErrors.DecoderFailed, "The decoder hung on the file.");
        }
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        _ended = true;
        await _process.WaitForExitAsync(cancellationToken);
        var complained = await _complained || _process.ExitCode != 0;
        Defect = _isCutOff || _promised?.TotalSeconds - ((double)_read / FrameBytes / Rate) > Tolerance ? MediaDefect.Truncated : complained ? MediaDefect.Damaged : null;
        if (_read > 0)
        {
            return;
        }

        throw _isCutOff ? MediaProbe.CutOffBeforeAudio()
            : complained ? new MediaException(MediaErrors.NotAudio, "No audio could be decoded from the file.")
            : new MediaException(MediaErrors.Empty, "The file holds no audio.");
    }

    /// <summary>Reads the errors away, so that the child never waits on them; they may quote the file, so they go nowhere.</summary>
    private static async Task<bool> DrainAsync(StreamReader errors)
    {
        var buffer = new char[1024];
        var any = false;
        while (await errors.ReadAsync(buffer) > 0)
        {
            any = true;
        }

        return any;
    }
}
