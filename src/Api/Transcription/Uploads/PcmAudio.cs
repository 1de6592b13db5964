using MeetingIntel.Providers.Media;

namespace MeetingIntel.Api.Transcription.Uploads;

/// <summary>Mono PCM that is already in memory, read like a decoded file.</summary>
/// <param name="pcm">16 bit signed little-endian, mono.</param>
/// <param name="sampleRate">Samples a second.</param>
internal sealed class PcmAudio(ReadOnlyMemory<byte> pcm, int sampleRate) : IDecodedAudio
{
    private int _read;

    /// <inheritdoc/>
    public int Channels => 1;

    /// <inheritdoc/>
    public int SampleRate => sampleRate;

    /// <inheritdoc/>
    public TimeSpan? Duration => TimeSpan.FromSeconds((double)pcm.Length / (2 * sampleRate));

    /// <inheritdoc/>
    public long FileBytes => pcm.Length;

    /// <inheritdoc/>
    public MediaDefect? Defect => null;

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var length = Math.Min(buffer.Length & ~1, pcm.Length - _read);
        pcm.Slice(_read, length).CopyTo(buffer);
        _read += length;
        return ValueTask.FromResult(length);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
