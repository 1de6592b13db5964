using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Summaries;

/// <summary>A sentence that may stand in the summary: where it is, and what it is about.</summary>
/// <param name="Source">The segment's text.</param>
/// <param name="Segment">The segment's place in the meeting.</param>
/// <param name="Speaker">Who said it; <see langword="null"/> when unknown.</param>
/// <param name="Start">First character.</param>
/// <param name="End">Character after the last one.</param>
/// <param name="Mark">What it is closed with: <c>.</c> or <c>?</c>.</param>
/// <param name="Cased">See <see cref="Clause.Cased"/>.</param>
/// <param name="Words">How many words it has.</param>
/// <param name="Terms">Numbers of the terms in it, each once.</param>
/// <param name="Cue">What its wording makes it worth, whatever it is about.</param>
internal sealed record SummaryCandidate(string Source, int Segment, string? Speaker, int Start, int End, char Mark, bool Cased, int Words, int[] Terms, double Cue)
{
    /// <summary>Whether it only says what will be talked about: its subjects still want a sentence of their own.</summary>
    public bool Announces { get; init; }

    /// <summary>The decision or task that the sentence speaks of; <see langword="null"/> when it was chosen for its subject.</summary>
    public Finding? Finding { get; init; }

    /// <summary>The sentence itself; only its place is kept, since there may be many.</summary>
    public Clause Read() => new(Source, Tokenizer.Read(Source, Start, End).ToArray(), Mark, Cased);
}
