using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Transcription;

/// <summary>A piece of audio that waits for its outcome.</summary>
/// <param name="Number">Counts the pieces of the channel.</param>
/// <param name="Offset">Number of its first byte in the channel.</param>
/// <param name="Pcm">16-bit mono samples at the channel's rate; may be empty.</param>
/// <param name="Mark">What the client said right after it.</param>
/// <param name="ReceivedAt">When it came, for telling how far behind we are.</param>
internal readonly record struct AudioPiece(long Number, long Offset, ReadOnlyMemory<byte> Pcm, AudioMark Mark, DateTimeOffset ReceivedAt)
{
    public long End => Offset + Pcm.Length;
}

/// <summary>
/// Audio of one channel that was received and has no committed outcome yet. It is kept so that a provider that fails can be given it again, and
/// bounded: whoever adds waits for room, which is the back-pressure up to the client. Used from one grain only.
/// </summary>
/// <param name="start">The first byte that will be added.</param>
/// <param name="capacity">At most so many bytes are held.</param>
internal sealed class UnackedAudio(long start, int capacity)
{
    private readonly AsyncSignal _added = new();
    private readonly AsyncSignal _removed = new();
    private readonly List<AudioPiece> _pieces = [];

    // Pieces are numbered for ever; the first one held has this number.
    private long _firstNumber;
    private int _head;

    public long Received { get; private set; } = start;

    public long Acked { get; private set; } = start;

    public async Task AddAsync(ReadOnlyMemory<byte> pcm, AudioMark mark, DateTimeOffset at, CancellationToken cancellationToken)
    {
        while (Received - Acked > 0 && Received + pcm.Length - Acked > capacity)
        {
            await _removed.WaitAsync(cancellationToken);
        }

        Add(pcm, mark, at);
    }

    /// <summary>Adds a mark without audio; there is always room for it.</summary>
    public void AddMark(AudioMark mark, DateTimeOffset at) => Add(ReadOnlyMemory<byte>.Empty, mark, at);

    /// <summary>The piece of that number, as soon as there is one; the first that is held when that one is not any more.</summary>
    public async ValueTask<AudioPiece> NextAsync(long number, CancellationToken cancellationToken)
    {
        while (number - _firstNumber >= _pieces.Count - _head)
        {
            await _added.WaitAsync(cancellationToken);
        }

        return _pieces[(int)Math.Max(0, number - _firstNumber) + _head];
    }

    /// <summary>When the byte at an offset was received; <see langword="null"/> when it is not held.</summary>
    public DateTimeOffset? ReceivedAt(long offset)
    {
        for (var index = _head; index < _pieces.Count; index++)
        {
            if (_pieces[index].End > offset)
            {
                return _pieces[index].ReceivedAt;
            }
        }

        return null;
    }

    /// <summary>The outcome of all audio before an offset is committed.</summary>
    public void Acknowledge(long offset)
    {
        Acked = Math.Max(Acked, Math.Min(offset, Received));
        while (_head < _pieces.Count && _pieces[_head].End <= Acked && _pieces[_head].Mark != AudioMark.Stop)
        {
            _pieces[_head++] = default;
            _firstNumber++;
        }

        if (_head > 256 && _head * 2 > _pieces.Count)
        {
            _pieces.RemoveRange(0, _head);
            _head = 0;
        }

        _removed.Set();
    }

    private void Add(ReadOnlyMemory<byte> pcm, AudioMark mark, DateTimeOffset at)
    {
        _pieces.Add(new AudioPiece(_firstNumber + _pieces.Count - _head, Received, pcm, mark, at));
        Received += pcm.Length;
        _added.Set();
    }
}
