using MeetingIntel.Storage.Transcription;

namespace MeetingIntel.Api.Exports;

/// <summary>The order in which things were said by a session's clock: sentences are put on record as they are settled, which several channels do out of turn.</summary>
internal sealed class TranscriptOrder(SessionClock clock)
{
    private readonly List<(double Start, long Seq)> _places = [];
    private readonly List<string> _speakers = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The events that said them, in that order.</summary>
    public IEnumerable<long> Seqs => _places.Select(place => place.Seq);

    /// <summary>Everybody who speaks, in the order in which they came to word on the timeline.</summary>
    public IReadOnlyList<string> Speakers => _speakers;

    /// <summary>Takes a place in.</summary>
    /// <param name="place">In order of the timeline.</param>
    public void Add(TranscriptPlace place)
    {
        _places.Add((clock.SecondsOf(place.Channel, place.Seq, place.Start), place.Seq));
        if (!string.IsNullOrWhiteSpace(place.Speaker) && _known.Add(place.Speaker))
        {
            _speakers.Add(place.Speaker);
        }
    }

    /// <summary>Brings them into order, once all are there.</summary>
    public void Sort() => _places.Sort();

    /// <summary>Puts what was said in its place.</summary>
    /// <param name="row">What was said.</param>
    public Spoken Place(TranscriptRow row)
    {
        var start = clock.SecondsOf(row.Segment.Channel, row.Seq, row.Segment.Start);
        return new(start, start - row.Segment.Start, row.Segment);
    }
}
