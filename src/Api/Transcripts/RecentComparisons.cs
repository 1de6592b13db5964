using System.Diagnostics.CodeAnalysis;

namespace MeetingIntel.Api.Transcripts;

/// <summary>Comparisons that somebody looks through, the newest ones: so many words in all, for so long, and then they are gone from memory, also when nobody asks any more.</summary>
/// <param name="clock">The time.</param>
internal sealed class RecentComparisons(TimeProvider clock) : IDisposable
{
    /// <summary>Words in all of them.</summary>
    public const int Room = 400_000;

    /// <summary>How long one is kept.</summary>
    public static readonly TimeSpan For = TimeSpan.FromMinutes(2);

    // What one takes even if nobody said a word.
    private const int Least = 100;

    private readonly Lock _gate = new();
    private readonly LinkedList<Kept> _kept = [];
    private long _taken;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _kept.Count;
            }
        }
    }

    /// <summary>Looks for one.</summary>
    /// <param name="which">Which.</param>
    /// <param name="comparison">What was found.</param>
    public bool TryFind(ComparedVersions which, [NotNullWhen(true)] out TranscriptComparison? comparison)
    {
        lock (_gate)
        {
            comparison = _kept.FirstOrDefault(kept => kept.Which == which)?.Comparison;
            return comparison is not null;
        }
    }

    /// <summary>Keeps one, and so forgets the oldest ones for which there is no room any more. One that is larger than all the room is not kept.</summary>
    /// <param name="which">Which.</param>
    /// <param name="comparison">The comparison.</param>
    public void Keep(ComparedVersions which, TranscriptComparison comparison)
    {
        var kept = new Kept(which, comparison);
        if (kept.Size > Room)
        {
            return;
        }

        lock (_gate)
        {
            // Two may have made the same one at once.
            if (_kept.FirstOrDefault(known => known.Which == which) is { } same)
            {
                Forget(same);
            }

            while (_taken + kept.Size > Room)
            {
                Forget(_kept.First!.Value);
            }

            _kept.AddLast(kept);
            _taken += kept.Size;
            kept.Over = clock.CreateTimer(Expire, kept, For, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            while (_kept.First is { } first)
            {
                Forget(first.Value);
            }
        }
    }

    private void Expire(object? state)
    {
        lock (_gate)
        {
            Forget((Kept)state!);
        }
    }

    private void Forget(Kept kept)
    {
        if (_kept.Remove(kept))
        {
            _taken -= kept.Size;
            kept.Over?.Dispose();
        }
    }

    private sealed class Kept(ComparedVersions which, TranscriptComparison comparison)
    {
        public ComparedVersions Which => which;

        public TranscriptComparison Comparison => comparison;

        public long Size => (long)comparison.Words + Least;

        public ITimer? Over { get; set; }
    }
}
