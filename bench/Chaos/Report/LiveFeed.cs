using MeetingIntel.Bench.Chaos.Clients;

namespace MeetingIntel.Bench.Chaos.Report;

/// <summary>A final that its speaker was told of, on its way to the session's watcher.</summary>
/// <param name="Watcher">Who was shown it.</param>
/// <param name="ToldAt">When the speaker was told; seconds of the evidence log.</param>
/// <param name="Late">Seconds until the watcher was shown it; 0 when the watcher had it first.</param>
internal readonly record struct ShownFinal(string Watcher, double ToldAt, double Late);

/// <summary>
/// How long watchers waited for what was on record: a feed that is dead shows here, although it lacks nothing in the end. Both times are taken by one thread of this
/// process, and a final is told to its speaker no sooner than it is on record.
/// </summary>
/// <param name="Finals">All finals that were told to a speaker and shown to a watcher.</param>
internal sealed record LiveFeed(IReadOnlyList<ShownFinal> Finals)
{
    /// <summary>The longest wait of each watcher.</summary>
    public IReadOnlyList<ShownFinal> Longest => [.. Finals.GroupBy(final => final.Watcher, StringComparer.Ordinal).Select(finals => finals.MaxBy(final => final.Late))];

    /// <summary>Compares what speakers and watchers were told.</summary>
    public static LiveFeed Measure(IReadOnlyList<Speaker> speakers, IReadOnlyList<Watcher> watchers)
    {
        var bySession = watchers.ToDictionary(watcher => watcher.SessionId, StringComparer.Ordinal);
        var shown = new List<ShownFinal>();
        foreach (var speaker in speakers)
        {
            var watcher = bySession[speaker.SessionId];

            // What was never shown is a broken promise anyway.
            foreach (var (seq, final) in speaker.Finals.Where(told => told.Key >= 1 && told.Key <= watcher.Seen.Seq))
            {
                shown.Add(new ShownFinal(watcher.Name, final.At, Math.Max(0, watcher.Seen.HeardAt[(int)seq - 1] - final.At)));
            }
        }

        return new LiveFeed(shown);
    }

    /// <summary>The waits for finals that speakers were told of in a stretch of time.</summary>
    public IEnumerable<double> Between(double from, double to) => Finals.Where(final => final.ToldAt >= from && final.ToldAt <= to).Select(final => final.Late);
}
