using System.Runtime.CompilerServices;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Transcription;

/// <summary>Audio to give to a provider.</summary>
/// <param name="Pcm">16-bit mono samples at the channel's rate; may be empty. Valid until the next stretch is read.</param>
/// <param name="Mark">What the client said right after it.</param>
internal readonly record struct AudioStretch(ReadOnlyMemory<byte> Pcm, AudioMark Mark);

/// <summary>
/// Audio of one channel that was received and has no committed outcome yet. It is kept so that a provider that fails can be given it again, and
/// bounded: whoever adds waits for room, which is the back-pressure up to the client. One adds, one reads, all in one grain's turns.
/// </summary>
/// <remarks>
/// Bytes are copied into blocks that are used again: they live for seconds, and as objects of their own they would be what the garbage collector copies
/// all the time.
/// </remarks>
/// <param name="start">The first byte that will be added.</param>
/// <param name="capacity">At most so many bytes are held.</param>
/// <param name="time">The clock.</param>
internal sealed class UnackedAudio(long start, int capacity, TimeProvider time)
{
    private const int BlockSize = 32 * 1024;

    // Blocks kept to be used again: as much as most sentences need.
    private const int MaxSpare = 8;

    // How exactly it is known when a byte came.
    private static readonly TimeSpan ArrivalStep = TimeSpan.FromMilliseconds(50);

    private readonly AsyncSignal _added = new();
    private readonly AsyncSignal _removed = new();
    private readonly List<byte[]> _blocks = [];
    private readonly Stack<byte[]> _spare = new();
    private readonly List<(long Offset, AudioMark Mark)> _marks = [];
    private readonly Queue<(long End, long At)> _arrivals = new();
    private (long End, long At) _newest = (start, 0);

    // Number of the first byte of the first block.
    private long _blocksStart = start;

    // The stretch that was read last, and the first mark that was not.
    private long _stretchStart = start;
    private long _stretchEnd = start;
    private int _nextMark;

    public long Received { get; private set; } = start;

    public long Acked { get; private set; } = start;

    /// <summary>Adds audio, as soon as there is room.</summary>
    /// <param name="pcm">Copied.</param>
    /// <param name="mark">What the client said right after it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask AddAsync(ReadOnlyMemory<byte> pcm, AudioMark mark, CancellationToken cancellationToken)
    {
        var at = time.GetTimestamp();
        while (Received - Acked > 0 && Received + pcm.Length - Acked > capacity)
        {
            await _removed.WaitAsync(cancellationToken);
        }

        Append(pcm.Span);
        if (mark != AudioMark.None)
        {
            AddMark(mark);
        }

        NoteArrival(at);
        _added.Set();
    }

    /// <summary>Adds a mark behind the audio; said again at the same place it says nothing new.</summary>
    public void AddMark(AudioMark mark)
    {
        if (_marks.Count == 0 || _marks[^1] != (Received, mark))
        {
            _marks.Add((Received, mark));
            _added.Set();
        }
    }

    /// <summary>From now on everything that is not acknowledged is read (again): for a new provider stream. No stretch that was read before is in use any more.</summary>
    public void Rewind()
    {
        _stretchStart = _stretchEnd = Acked;
        _nextMark = 0;
    }

    /// <summary>The next stretch, as soon as there is one.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<AudioStretch> ReadAsync(CancellationToken cancellationToken)
    {
        _stretchStart = _stretchEnd;
        Release();
        while (_stretchEnd == Received && _nextMark == _marks.Count)
        {
            await _added.WaitAsync(cancellationToken);
        }

        var (block, at) = Math.DivRem(_stretchStart - _blocksStart, BlockSize);
        var end = Math.Min(Received, _stretchStart + BlockSize - at);
        var mark = AudioMark.None;
        if (_nextMark < _marks.Count && _marks[_nextMark].Offset <= end)
        {
            end = Math.Max(_stretchStart, _marks[_nextMark].Offset);
            mark = _marks[_nextMark++].Mark;
        }

        _stretchEnd = end;
        return new AudioStretch(end == _stretchStart ? default : _blocks[(int)block].AsMemory((int)at, (int)(end - _stretchStart)), mark);
    }

    /// <summary>Audio without a committed outcome; it stays as it is until <see cref="Acknowledge"/>.</summary>
    /// <param name="to">The byte after the last one wanted, counted from the first that has no outcome.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Held(long to)
    {
        var held = new List<ReadOnlyMemory<byte>>();
        for (var from = Acked; from < to;)
        {
            var (block, at) = Math.DivRem(from - _blocksStart, BlockSize);
            var length = (int)Math.Min(to - from, BlockSize - at);
            held.Add(_blocks[(int)block].AsMemory((int)at, length));
            from += length;
        }

        return held;
    }

    /// <summary>The clock's timestamp of when the byte at an offset was received, give or take 50 ms; <see langword="null"/> when its outcome is committed or it has not come.</summary>
    public long? ReceivedAt(long offset)
    {
        foreach (var (end, at) in _arrivals)
        {
            if (end > offset)
            {
                return at;
            }
        }

        return _newest.End > offset ? _newest.At : null;
    }

    /// <summary>The outcome of all audio before an offset is committed.</summary>
    public void Acknowledge(long offset)
    {
        Acked = Math.Max(Acked, Math.Min(offset, Received));
        while (_arrivals.TryPeek(out var oldest) && oldest.End <= Acked)
        {
            _arrivals.Dequeue();
        }

        // What the client said at the very end of its audio must survive the acknowledgement of that audio.
        while (_nextMark > 0 && _marks[0].Offset <= Acked && _marks[0].Mark != AudioMark.Stop)
        {
            _marks.RemoveAt(0);
            _nextMark--;
        }

        Release();
        _removed.Set();
    }

    private void Append(ReadOnlySpan<byte> pcm)
    {
        while (!pcm.IsEmpty)
        {
            var (block, at) = Math.DivRem(Received - _blocksStart, BlockSize);
            if (block == _blocks.Count)
            {
                _blocks.Add(_spare.TryPop(out var spare) ? spare : new byte[BlockSize]);
            }

            var part = pcm[..(int)Math.Min(pcm.Length, BlockSize - at)];
            part.CopyTo(_blocks[(int)block].AsSpan((int)at));
            Received += part.Length;
            pcm = pcm[part.Length..];
        }
    }

    private void NoteArrival(long at)
    {
        if (_newest.End > Acked && time.GetElapsedTime(_newest.At, at) < ArrivalStep)
        {
            _newest.End = Received;
            return;
        }

        if (_newest.End > Acked)
        {
            _arrivals.Enqueue(_newest);
        }

        _newest = (Received, at);
    }

    /// <summary>Frees the blocks that nobody will read or is reading.</summary>
    private void Release()
    {
        for (var needed = Math.Min(Acked, _stretchStart); needed - _blocksStart >= BlockSize; _blocksStart += BlockSize)
        {
            if (_spare.Count < MaxSpare)
            {
                _spare.Push(_blocks[0]);
            }

            _blocks.RemoveAt(0);
        }
    }
}
