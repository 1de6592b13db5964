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
    private readonly AsyncSignal added = new();
    private readonly AsyncSignal removed = new();
    private readonly List<AudioPiece> pieces = [];

    // Pieces are numbered for ever; the first one held has this number.
    private long firstNumber;
    private int head;

    public long Received { get; private set; } = start;

    public long Acked { get; private set; } = start;

    public async Task AddAsync(ReadOnlyMemory<byte> pcm, AudioMark mark, DateTimeOffset at, CancellationToken cancellationToken)
    {
        while (Received - Acked > 0 && Received + pcm.Length - Acked > capacity)
        {
            await removed.WaitAsync(cancellationToken);
        }

        Add(pcm, mark, at);
    }

    /// <summary>Adds a mark without audio; there is always room for it.</summary>
    public void AddMark(AudioMark mark, DateTimeOffset at) => Add(ReadOnlyMemory<byte>.Empty, mark, at);

    /// <summary>The piece of that number, as soon as there is one; the first that is held when that one is not any more.</summary>
    public async ValueTask<AudioPiece> NextAsync(long number, CancellationToken cancellationToken)
    {
        while (number - firstNumber >= pieces.Count - head)
        {
            await added.WaitAsync(cancellationToken);
        }

        return pieces[(int)Math.Max(0, number - firstNumber) + head];
    }

    /// <summary>When the byte at an offset was received; <see langword="null"/> when it is not held.</summary>
    public DateTimeOffset? ReceivedAt(long offset)
    {
        for (var index = head; index < pieces.Count; index++)
        {
            if (pieces[index].End > offset)
            {
                return pieces[index].ReceivedAt;
            }
        }

        return null;
    }

    /// <summary>The outcome of all audio before an offset is committed.</summary>
    public void Acknowledge(long offset)
    {
        Acked = Math.Max(Acked, Math.Min(offset, Received));
        while (head < pieces.Count && pieces[head].End <= Acked && pieces[head].Mark != AudioMark.Stop)
        {
            pieces[head++] = default;
            firstNumber++;
        }

        if (head > 256 && head * 2 > pieces.Count)
        {
            pieces.RemoveRange(0, head);
            head = 0;
        }

        removed.Set();
    }

    private void Add(ReadOnlyMemory<byte> pcm, AudioMark mark, DateTimeOffset at)
    {
        pieces.Add(new AudioPiece(firstNumber + pieces.Count - head, Received, pcm, mark, at));
        Received += pcm.Length;
        added.Set();
    }
}
