using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Decisions;

/// <summary>A decision, or a proposal that may become one.</summary>
internal sealed class Decision(Clause clause, DecisionForce force, Utterance utterance) : Finding(clause, utterance)
{
    public DecisionForce Force { get; } = force;

    public HashSet<string> Stems { get; } = clause.Stems();

    /// <summary>The words that agreed; <see langword="null"/> while nobody did.</summary>
    public Clause? Agreement { get; private set; }

    public bool Refused { get; set; }

    public bool Stands => !Refused && (Force >= DecisionForce.Chosen || Agreement is not null);

    public void Agree(Clause words, int segment)
    {
        Agreement ??= words;
        RestOn(segment);
    }
}
