using MeetingIntel.Providers.Insights.Local.Dates;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Actions;

/// <summary>A task, as it stands so far.</summary>
internal sealed class ActionItem(ActionClaim claim, Utterance utterance) : Finding(claim.Clause, utterance)
{
    public ActionClaim Claim { get; } = claim;

    /// <summary>What it is about: for telling restatements.</summary>
    public required HashSet<string> Stems { get; init; }

    /// <summary>The clause that <see cref="Due"/> stands in.</summary>
    public Clause? DueClause { get; private set; }

    public DateMention? Due { get; private set; }

    /// <summary>Who took it on by an answer; wins over who was named.</summary>
    public string? TakenBy { get; set; }

    public bool Answered { get; set; }

    public bool Refused { get; set; }

    /// <summary>Whether somebody committed to the same in words of their own, which now stand for it.</summary>
    public bool Superseded { get; set; }

    public bool Stands(SpeakerNames names) => !Refused && !Superseded && (Claim.Firm || Answered) && (!Claim.NeedsName || Assignee(names) is not null);

    public void SetDue(Clause clause, DateMention due) => (DueClause, Due, Version) = (clause, due, Version + 1);

    /// <summary>Who does it; <see langword="null"/> when nobody is known to.</summary>
    public string? Assignee(SpeakerNames names)
    {
        if (TakenBy is not null || Claim.Force is ActionForce.Promise)
            return TakenBy ?? Speaker;

        return Claim.Name is null ? null : names.FindLike(Claim.Name) ?? (Claim.Clause.Cased ? Spelled(Claim.Name) : null);
    }

    private string Spelled(string name)
    {
        foreach (var word in Claim.Clause.Words.Span)
        {
            if (string.Equals(word.Text, name, StringComparison.Ordinal))
                return Claim.Clause.Source[word.Start..word.End];
        }

        return name;
    }
}
