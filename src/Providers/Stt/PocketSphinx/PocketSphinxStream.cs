using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using MeetingIntel.Providers.Stt.Endpointing;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>
/// One channel: input is buffered here, listened to and decoded in steps on the scheduler's threads. The caller's side is in this file; the steps,
/// their way to the audio, and their decoder are in the files beside it.
/// </summary>
internal sealed partial class PocketSphinxStream : DecodeWork, ISttStream, IDecoderClient
{
    /// <summary>Audio that may wait to be listened to: 2 s. A writer waits beyond that.</summary>
    internal const int InputCapacity = 2 * SampleClock.SampleRate;

    /// <summary>Events that may wait to be read. Decoding waits beyond that.</summary>
    internal const int EventCapacity = 64;

    private readonly Lock _gate = new();
    private readonly PcmWindow _audio = new();
    private readonly Queue<long> _boundaries = new();
    private readonly Channel<SttEvent> _events = Channel.CreateBounded<SttEvent>(new BoundedChannelOptions(EventCapacity) { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DecoderPool _pool;
    private readonly TimeProvider _time;
    private readonly TimeSpan _stallTimeout;
    private readonly Action<PocketSphinxStream> _onClosed;
    private TaskCompletionSource? _room;
    private SttException? _failure;
    private long _listened;
    private long _lastWrite;
    private bool _completed;
    private volatile bool _disposing;
    private volatile bool _waitingForReader;

    internal PocketSphinxStream(DecodeScheduler scheduler, DecoderPool pool, TimeProvider time, TimeSpan stallTimeout, Action<PocketSphinxStream> onClosed)
        : base(scheduler)
    {
        _pool = pool;
        _time = time;
        _stallTimeout = stallTimeout;
        _onClosed = onClosed;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        if (pcm.Length % sizeof(short) != 0)
        {
            throw new ArgumentException("Half a sample.", nameof(pcm));
        }

        while (!pcm.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (taken, room) = Append(pcm.Span);
            pcm = pcm[taken..];
            if (room is not null)
            {
                await room.WaitAsync(cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask FinalizeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ThrowIfUnusable();
            _boundaries.Enqueue(_audio.End);
        }

        Schedule();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_completed)
            {
                return ValueTask.CompletedTask;
            }

            ThrowIfUnusable();
            _completed = true;
            _boundaries.Enqueue(_audio.End);
        }

        Schedule();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SttEvent> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _events.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_events.Reader.TryRead(out var next))
            {
                if (_waitingForReader)
                {
                    Schedule();
                }

                yield return next;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _disposing = true;
        Schedule();
        await _closed.Task;
    }

    /// <inheritdoc/>
    void IDecoderClient.Grant(Decoder decoder)
    {
        Volatile.Write(ref _granted, decoder);
        Schedule();
    }

    /// <inheritdoc/>
    void IDecoderClient.Refuse(SttException reason)
    {
        Volatile.Write(ref _refusal, reason);
        Schedule();
    }

    /// <inheritdoc/>
    void IDecoderClient.Reclaim()
    {
        _reclaimed = true;
        Schedule();
    }

    private (int Taken, Task? Room) Append(ReadOnlySpan<byte> pcm)
    {
        var samples = MemoryMarshal.Cast<byte, short>(pcm);
        Task? wait = null;
        bool ready;
        lock (_gate)
        {
            ThrowIfUnusable();
            var room = InputCapacity - (int)(_audio.End - _listened);
            samples = samples[..Math.Clamp(room, 0, samples.Length)];
            _audio.Append(samples);
            _lastWrite = _time.GetTimestamp();
            if (samples.Length >= room)
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _room.Task;
            }

            ready = _audio.End - _listened >= VoiceDetector.FrameSamples;
        }

        if (ready)
        {
            Schedule();
        }

        return (samples.Length * sizeof(short), wait);
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_disposing, this);
        if (_failure is not null)
        {
            throw _failure;
        }

        if (_completed)
        {
            throw new InvalidOperationException("The stream was completed.");
        }
    }
}
