using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MeetingIntel.Grains.Transcription;

/// <summary>Wakes the one who waits for something to change; remembers it when nobody waits. Whoever is woken looks at what has changed.</summary>
internal sealed class AsyncSignal
{
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true, AllowSynchronousContinuations = false });

    /// <summary>Completes when <see cref="Set"/> was called since the last wait.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _signals.Reader.ReadAsync(cancellationToken);

    /// <summary>Wakes who waits, now or next.</summary>
    public void Set() => _signals.Writer.TryWrite(true);
}
