using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>Audio that was sent and has no outcome yet, kept to be sent again. As bounded as <see cref="AudioInput.Window"/>.</summary>
internal sealed class UnackedPcm
{
    private Queue<(long Offset, byte[] Pcm)> _pieces = new();

    /// <summary>Keeps a piece.</summary>
    /// <param name="offset">Number of its first byte.</param>
    /// <param name="pcm">The piece; copied.</param>
    public void Keep(long offset, ReadOnlySpan<byte> pcm) => _pieces.Enqueue((offset, pcm.ToArray()));

    /// <summary>Forgets what has its outcome.</summary>
    /// <param name="acked">Bytes that have.</param>
    public void Forget(long acked)
    {
        while (_pieces.TryPeek(out var oldest) && oldest.Offset + oldest.Pcm.Length <= acked)
        {
            _pieces.Dequeue();
        }
    }

    /// <summary>Gives what has no outcome other numbers.</summary>
    /// <param name="acked">Bytes that have theirs.</param>
    /// <param name="position">Number of the byte behind them from now on.</param>
    public void Move(long acked, long position)
    {
        Forget(acked);
        _pieces = new(_pieces.Select(piece =>
        {
            var known = (int)Math.Max(0, acked - piece.Offset);
            return (piece.Offset + known - acked + position, piece.Pcm[known..]);
        }));
    }

    /// <summary>Sends all again that an input does not have.</summary>
    /// <param name="input">A new input, at the byte that it wants next.</param>
    public async Task ResendAsync(AudioInput input)
    {
        foreach (var (offset, pcm) in _pieces)
        {
            var known = (int)Math.Clamp(input.Position - offset, 0, pcm.Length);
            if (known < pcm.Length)
            {
                await input.WriteAsync(pcm.AsSpan(known), AudioMark.None);
            }
        }
    }
}
