namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>A sentence and the parts of it that could stand alone (at least one: the sentence itself).</summary>
internal sealed record Sentence(Clause Whole, IReadOnlyList<Clause> Clauses);

/// <summary>What one segment says.</summary>
/// <param name="Index">Its place in the meeting: 0, 1, 2 …</param>
/// <param name="Speaker">Who says it; <see langword="null"/> when unknown.</param>
/// <param name="Sentences">In order; empty when there are no words.</param>
internal sealed record Utterance(int Index, string? Speaker, IReadOnlyList<Sentence> Sentences)
{
    /// <summary>Whether somebody else speaks, as far as is known.</summary>
    public bool IsOtherThan(string? speaker) => Speaker is null || speaker is null || !string.Equals(Speaker, speaker, StringComparison.Ordinal);
}
