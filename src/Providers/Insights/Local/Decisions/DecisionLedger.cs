using MeetingIntel.Providers.Insights.Local.Actions;
using MeetingIntel.Providers.Insights.Local.Dates;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Decisions;

/// <summary>Keeps the decisions of a meeting, and the proposals that still may become some.</summary>
internal sealed class DecisionLedger(SpeakerNames names, DateFinder dates)
{
    /// <summary>How many segments after a proposal an answer may come.</summary>
    private const int AnswerWithin = 2;

    private const double SameSubject = 0.4;

    private readonly ActionRules _actions = new(names);
    private readonly List<Decision> _decisions = [];

    /// <summary>Proposals that may still be answered; they leave when they are not.</summary>
    private readonly List<Decision> _proposals = [];

    /// <summary>In order of time, also those that do not stand.</summary>
    public IReadOnlyList<Decision> Decisions => _decisions;

    /// <summary>Takes in what the next segment says.</summary>
    public void Add(Utterance utterance)
    {
        _proposals.RemoveAll(proposal => utterance.Index - proposal.Segment > AnswerWithin);
        if (utterance.Sentences.Count > 0)
            Answer(utterance);

        foreach (var (clause, force) in Read(utterance))
        {
            if (force != DecisionForce.None && (force == DecisionForce.Stated || !IsTask(clause)))
                Enter(new Decision(clause, force, utterance));
        }
    }

    private static IEnumerable<(Clause Clause, DecisionForce Force)> Read(Utterance utterance)
    {
        Clause? before = null;
        foreach (var clause in utterance.Sentences.SelectMany(sentence => sentence.Clauses))
        {
            yield return (clause, DecisionRules.Read(clause, before));

            // A full stop ends the breath; where there is no punctuation, all of the segment is one.
            before = utterance.Sentences.Any(sentence => sentence.Whole.Mark != '\0' && ReferenceEquals(sentence.Clauses[^1], clause)) ? null : clause;
        }
    }

    private void Answer(Utterance utterance)
    {
        var proposal = _proposals.FindLast(proposal => utterance.IsOtherThan(proposal.Speaker));
        if (proposal is null)
            return;

        var opening = Replies.Opening(utterance);
        var agrees = Replies.AgreesFirmly(opening) || (proposal.Force >= DecisionForce.Proposal && Replies.Agrees(opening));
        if (!agrees && !Replies.Refuses(opening))
            return;

        _proposals.Remove(proposal);
        if (!agrees)
        {
            proposal.Refused = true;
            proposal.RestOn(utterance.Index);
            return;
        }

        // "I agree, so we decided to …": says itself what was decided.
        if (Read(utterance).Any(said => said.Force is DecisionForce.Stated && Overlap.Of(proposal.Stems, said.Clause.Stems()) >= SameSubject))
            return;

        proposal.Agree(utterance.Sentences[0].Whole, utterance.Index);
        if (proposal.Force < DecisionForce.Chosen)
            Keep(proposal);
    }

    private bool IsTask(Clause clause) => _actions.Read(clause, dates.Find(clause).Count > 0) is { Firm: true };

    private void Enter(Decision decision)
    {
        if (decision.Force < DecisionForce.Stated)
            _proposals.Add(decision);

        if (decision.Force >= DecisionForce.Chosen)
            Keep(decision);
    }

    private void Keep(Decision decision)
    {
        var known = _decisions.FindLast(known => !known.Refused && Overlap.IsSame(known.Stems, decision.Stems));
        if (known is null)
        {
            _decisions.Add(decision);
            return;
        }

        foreach (var segment in decision.Segments)
            known.RestOn(segment);
    }
}
