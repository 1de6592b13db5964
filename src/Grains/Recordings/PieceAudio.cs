using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MeetingIntel.Providers.Files;
using MeetingIntel.Providers.Media;

namespace MeetingIntel.Grains.Recordings;

/// <summary>Pieces of a channel's audio, one behind the other at one rate, with silence where nothing was kept: so a second of it is a second of the channel's clock.</summary>
/// <param name="files">Where they lie.</param>
/// <param name="folder">Their folder.</param>
/// <param name="parts">In their order; at least one.</param>
internal sealed class PieceAudio(IFileStore files, string folder, IReadOnlyList<PiecePart> parts)
{
    private const int ReadBytes = 64 * 1024;
    private const int SampleSize = 2;

    private readonly byte[] _buffer = new byte[ReadBytes];
    private byte[] _resampled = [];
    private long _samples;

    /// <summary>Samples a second: of the first piece.</summary>
    public int SampleRate { get; } = parts[0].Piece.SampleRate;

    /// <summary>Reads it from its beginning.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var part in parts)
        {
            // Rounding is never paid with silence: a sample's own moment is the next one's to make up for.
            var missing = (long)Math.Round((part.Start - parts[0].Start).TotalSeconds * SampleRate) - _samples;
            if (missing > 1)
            {
                foreach (var silence in Silence(missing))
                {
                    yield return silence;
                }
            }

            await foreach (var pcm in ReadAsync(part, cancellationToken))
            {
                _samples += pcm.Length / SampleSize;
                yield return pcm;
            }
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> Silence(long samples)
    {
        Array.Clear(_buffer);
        _samples += samples;
        for (var left = samples * SampleSize; left > 0; left -= ReadBytes)
        {
            yield return _buffer.AsMemory(0, (int)Math.Min(left, ReadBytes));
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(PiecePart part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var resampler = part.Piece.SampleRate == SampleRate ? null : new PcmResampler(part.Piece.SampleRate, SampleRate);
        await using var file = await files.OpenAsync(part.Piece.NameIn(folder), part.Skip, cancellationToken) ?? throw new FileStoreException("A piece of audio is gone.");
        for (int read; (read = await file.ReadAtLeastAsync(_buffer, ReadBytes, throwOnEndOfStream: false, cancellationToken)) > 0;)
        {
            var pcm = _buffer.AsMemory(0, read - (read % SampleSize));
            yield return resampler is null ? pcm : Resample(resampler, pcm.Span);
        }

        if (resampler is not null)
        {
            yield return Taken(resampler.Flush(Room(resampler.MaxOutput(0))));
        }
    }

    private ReadOnlyMemory<byte> Resample(PcmResampler resampler, ReadOnlySpan<byte> pcm)
    {
        var samples = MemoryMarshal.Cast<byte, short>(pcm);
        return Taken(resampler.Resample(samples, Room(resampler.MaxOutput(samples.Length))));
    }

    private Span<short> Room(int samples)
    {
        if (_resampled.Length < samples * SampleSize)
        {
            _resampled = new byte[samples * SampleSize];
        }

        return MemoryMarshal.Cast<byte, short>(_resampled.AsSpan());
    }

    private ReadOnlyMemory<byte> Taken(int samples) => _resampled.AsMemory(0, samples * SampleSize);
}
