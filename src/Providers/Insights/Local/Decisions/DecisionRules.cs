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
    public static DecisionForce Read(Clause clause)
    {
        if (clause.Words.Length < FewestWords || clause.IsBroken || !clause.Stems().Any(stem => stem is not ("agre" or "decid" or "decision" or "settl")))
            return DecisionForce.None;

        if (clause.Mark != '?')
        {
            if (IsDecided(clause, DecisionPatterns.Stated()))
                return DecisionForce.Stated;

            if (IsDecided(clause, DecisionPatterns.Chosen()))
                return DecisionForce.Chosen;
        }

        var proposal = DecisionPatterns.Proposal().Match(clause.Normal);
        if (!proposal.Success || DecisionPatterns.Procedure().IsMatch(proposal.Groups["what"].Value) || !proposal.Groups["what"].Value.Split(' ').Any(word => !WordLists.Function.Contains(word)))
            return DecisionForce.None;

        return proposal.Groups["plain"].Success ? DecisionForce.Proposal : DecisionForce.Idea;
    }

    private static bool IsDecided(Clause clause, System.Text.RegularExpressions.Regex pattern)
    {
        var match = pattern.Match(clause.Normal);
        return match.Success
            && !DecisionPatterns.Undecided().IsMatch(clause.Normal[..match.Index])
            && !DecisionPatterns.Asking().IsMatch(clause.Normal);
    }
}
