using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Decisions;

/// <summary>How far a clause is from a decision.</summary>
internal enum DecisionForce
{
    /// <summary>Decides nothing.</summary>
    None,

    /// <summary>Decides if others agree firmly.</summary>
    Idea,

    /// <summary>Decides if others agree.</summary>
    Proposal,

    /// <summary>Decides, unless others object.</summary>
    Chosen,

    /// <summary>Says that it was decided.</summary>
    Stated,
}

/// <summary>Tells decisions and proposals.</summary>
internal static class DecisionRules
{
    private const int FewestWords = 4;

    /// <summary>What a clause decides or proposes.</summary>
    /// <param name="clause">What is said.</param>
    /// <param name="before">What the same speaker said just before it in the same breath; <see langword="null"/> when nothing.</param>
    public static DecisionForce Read(Clause clause, Clause? before)
    {
        if (clause.Words.Length < FewestWords || clause.IsBroken || !clause.Stems().Any(stem => stem is not ("agre" or "decid" or "decision" or "settl")))
            return DecisionForce.None;

        if (clause.Mark != '?' && IsDecided(clause, DecisionPatterns.Stated()))
            return DecisionForce.Stated;

        if (IsConditional(clause, before))
            return DecisionForce.None;

        if (clause.Mark != '?' && IsDecided(clause, DecisionPatterns.Chosen()))
            return DecisionForce.Chosen;

        var proposal = DecisionPatterns.Proposal().Match(clause.Normal);
        if (!proposal.Success || DecisionPatterns.Procedure().IsMatch(proposal.Groups["what"].Value) || !proposal.Groups["what"].Value.Split(' ').Any(word => !WordLists.Function.Contains(word)))
            return DecisionForce.None;

        return proposal.Groups["plain"].Success ? DecisionForce.Proposal : DecisionForce.Idea;
    }

    /// <summary>"We can offer ten percent if they sign": whoever agrees agrees to an offer. "If they sign" may also come first.</summary>
    private static bool IsConditional(Clause clause, Clause? before) =>
        DecisionPatterns.Condition().IsMatch(clause.Normal)
        || (before is not null && DecisionPatterns.Conditional().IsMatch(before.Normal) && DecisionPatterns.Condition().IsMatch(before.Normal));

    private static bool IsDecided(Clause clause, System.Text.RegularExpressions.Regex pattern)
    {
        var match = pattern.Match(clause.Normal);
        return match.Success
            && !DecisionPatterns.Undecided().IsMatch(clause.Normal[..match.Index])
            && !DecisionPatterns.Asking().IsMatch(clause.Normal);
    }
}
