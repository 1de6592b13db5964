using System.Runtime.InteropServices;
using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Transcription;

/// <summary>Gives a provider stream all audio that has no outcome yet, then what comes, at the rate that the provider wants.</summary>
internal sealed class AudioFeed(UnackedAudio audio, int sampleRate, ISttStream stream, int providerRate)
{
    private readonly PcmResampler? _resampler = sampleRate == providerRate ? null : new PcmResampler(sampleRate, providerRate);
    private byte[] _resampled = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        audio.Rewind();
        while (true)
        {
            var (pcm, mark) = await audio.ReadAsync(cancellationToken);
            await WriteAsync(pcm, cancellationToken);
            switch (mark)
            {
                case AudioMark.Finalize:
                    await stream.FinalizeAsync(cancellationToken);
                    break;
                case AudioMark.Stop:
                    await FlushAsync(cancellationToken);
                    await stream.CompleteAsync(cancellationToken);
                    return;
                case AudioMark.None:
                default:
                    break;
            }
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        var wanted = _resampler is null ? pcm : Resample(_resampler, pcm.Span);
        if (!wanted.IsEmpty)
        {
            await stream.WriteAsync(wanted, cancellationToken);
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_resampler is not null)
        {
            await stream.WriteAsync(Flush(_resampler), cancellationToken);
        }
    }

    private ReadOnlyMemory<byte> Resample(PcmResampler resampler, ReadOnlySpan<byte> pcm)
    {
        var samples = MemoryMarshal.Cast<byte, short>(pcm);
        return Taken(resampler.Resample(samples, Room(resampler.MaxOutput(samples.Length))));
    }

    private ReadOnlyMemory<byte> Flush(PcmResampler resampler) => Taken(resampler.Flush(Room(resampler.MaxOutput(0))));

    private Span<short> Room(int samples)
    {
        if (_resampled.Length < samples * AudioClock.SampleSize)
        {
            _resampled = new byte[samples * AudioClock.SampleSize];
        }

        return MemoryMarshal.Cast<byte, short>(_resampled.AsSpan());
    }

    private ReadOnlyMemory<byte> Taken(int samples) => _resampled.AsMemory(0, samples * AudioClock.SampleSize);
}
