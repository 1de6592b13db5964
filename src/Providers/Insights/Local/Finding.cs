using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local;

/// <summary>Something that was found in what was said, as it stands so far.</summary>
/// <param name="clause">What was said.</param>
/// <param name="utterance">The segment that said it first.</param>
internal abstract class Finding(Clause clause, Utterance utterance)
{
    private readonly List<int> _segments = [utterance.Index];

    public Clause Clause { get; } = clause;

    public string? Speaker { get; } = utterance.Speaker;

    /// <summary>The segment that said it first: with <see cref="Ordinal"/> the place that its id is made of.</summary>
    public int Segment => _segments[0];

    /// <summary>Where in that segment.</summary>
    public virtual int Ordinal => Clause.Ordinal;

    /// <summary>The segments that it rests on, in order.</summary>
    public IReadOnlyList<int> Segments => _segments;

    /// <summary>Rises with every change that shows.</summary>
    public int Version { get; protected set; }

    /// <summary>Another segment speaks of it.</summary>
    public void RestOn(int segment)
    {
        if (_segments[^1] != segment)
            _segments.Add(segment);

        Version++;
    }
}
