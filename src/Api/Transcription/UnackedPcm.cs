using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>Audio that was sent and has no outcome yet, kept to be sent again. As bounded as what <see cref="AudioInput.IsFull"/> lets through.</summary>
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

    /// <summary>Sends again what an input does not have. It has the numbers from then on that it has there.</summary>
    /// <param name="input">A new input, at the byte that it wants next.</param>
    /// <param name="from">Number, so far, of the first byte that it does not have of us.</param>
    public async Task ResendAsync(AudioInput input, long from)
    {
        var kept = new Queue<(long Offset, byte[] Pcm)>(_pieces.Count);
        var missing = new List<byte[]>(_pieces.Count);
        var position = input.Position;
        foreach (var (offset, pcm) in _pieces)
        {
            var known = (int)Math.Clamp(from - offset, 0, pcm.Length);
            if (known > 0)
            {
                kept.Enqueue((offset, pcm[..known]));
            }

            if (known < pcm.Length)
            {
                missing.Add(pcm[known..]);
                kept.Enqueue((position, missing[^1]));
                position += missing[^1].Length;
            }
        }

        // Also when sending fails in between: what arrived has its place.
        _pieces = kept;
        foreach (var pcm in missing)
        {
            await input.WriteAsync(pcm, AudioMark.None);
        }
    }
}
