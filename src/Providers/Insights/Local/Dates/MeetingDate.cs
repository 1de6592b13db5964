using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Dates;

/// <summary>A date that the meeting mentions, and what for.</summary>
internal sealed class MeetingDate(Clause clause, DateMention mention, Utterance utterance) : Finding(clause, utterance)
{
    public DateMention Mention { get; } = mention;

    public override int Ordinal => Mention.Words.Span[0].Start;

    /// <summary>What it is about, without the words of the date.</summary>
    public required HashSet<string> Stems { get; init; }
}
