using System.Buffers;

namespace MeetingIntel.Providers.Stt;

/// <summary>The part of a channel's audio that is still needed: a ring that grows with what it holds and shrinks when that is gone. Not thread-safe.</summary>
internal sealed class PcmWindow : IDisposable
{
    /// <summary>Room that is always held: 2048 samples, 128 ms.</summary>
    private const int SmallestCapacity = 2048;

    private short[] _ring = ArrayPool<short>.Shared.Rent(SmallestCapacity);

    /// <summary>Position of the first sample held.</summary>
    internal long Start { get; private set; }

    /// <summary>Position after the last sample held.</summary>
    internal long End { get; private set; }

    /// <summary>Adds samples at the end.</summary>
    /// <param name="samples">The samples.</param>
    internal void Append(ReadOnlySpan<short> samples)
    {
        var needed = (int)(End - Start) + samples.Length;
        if (needed > _ring.Length)
        {
            Resize(needed);
        }

        var at = (int)(End % _ring.Length);
        var first = Math.Min(samples.Length, _ring.Length - at);
        samples[..first].CopyTo(_ring.AsSpan(at));
        samples[first..].CopyTo(_ring);
        End += samples.Length;
    }

    /// <summary>Copies samples out.</summary>
    /// <param name="position">The first one; not before <see cref="Start"/>.</param>
    /// <param name="target">Takes as many as it is long; not beyond <see cref="End"/>.</param>
    internal void CopyTo(long position, Span<short> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(position, Start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, End - target.Length);
        var at = (int)(position % _ring.Length);
        var first = Math.Min(target.Length, _ring.Length - at);
        _ring.AsSpan(at, first).CopyTo(target);
        _ring.AsSpan(0, target.Length - first).CopyTo(target[first..]);
    }

    /// <summary>Forgets what comes before a position.</summary>
    /// <param name="position">At most <see cref="End"/>.</param>
    internal void DiscardBefore(long position)
    {
        Start = Math.Max(Start, position);
        var held = (int)(End - Start);
        if (_ring.Length > 4 * SmallestCapacity && held < _ring.Length / 4)
        {
            Resize(held);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ring.Length > 0)
        {
            ArrayPool<short>.Shared.Return(_ring);
            _ring = [];
            Start = End;
        }
    }

    private void Resize(int needed)
    {
        var old = _ring;
        var held = (int)(End - Start);
        var next = ArrayPool<short>.Shared.Rent(Math.Max(SmallestCapacity, needed + (needed / 2)));
        for (var done = 0; done < held;)
        {
            var from = (int)((Start + done) % old.Length);
            var to = (int)((Start + done) % next.Length);
            var count = Math.Min(held - done, Math.Min(old.Length - from, next.Length - to));
            old.AsSpan(from, count).CopyTo(next.AsSpan(to));
            done += count;
        }

        _ring = next;
        ArrayPool<short>.Shared.Return(old);
    }
}
