using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MeetingIntel.Providers.Stt;

namespace MeetingIntel.Grains.Transcription;

/// <summary>What a channel is given when no provider can hear it: every stretch of audio becomes a gap with its reason, so that the record says so.</summary>
internal sealed class DeafSttStream(string reason, int sampleRate) : ISttStream
{
    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(5);

    private readonly Channel<SttEvent> _events = Channel.CreateBounded<SttEvent>(64);
    private long _bytes;
    private TimeSpan _told;

    private TimeSpan Written => TimeSpan.FromSeconds((double)_bytes / (AudioClock.SampleSize * sampleRate));

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        _bytes += pcm.Length;
        if (Written - _told >= Stretch)
        {
            await FinalizeAsync(cancellationToken);
        }
    }

    public async ValueTask FinalizeAsync(CancellationToken cancellationToken)
    {
        if (Written > _told)
        {
            await _events.Writer.WriteAsync(new SttGap(_told, Written, reason), cancellationToken);
            _told = Written;
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await FinalizeAsync(cancellationToken);
        _events.Writer.TryComplete();
    }

    public async IAsyncEnumerable<SttEvent> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in _events.Reader.ReadAllAsync(cancellationToken))
        {
            yield return item;
        }
    }

    public ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
