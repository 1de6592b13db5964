using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Summaries;

/// <summary>What the wording of a sentence says about its worth for a summary.</summary>
internal static partial class SummaryCues
{
    private const double Outcome = 1.3;
    private const double Question = 0.5;
    private const double Aside = 0.7;
    private const double Broken = 0.6;

    /// <summary>A factor around 1.</summary>
    /// <param name="sentence">What is said.</param>
    /// <param name="asks">Whether it is a question.</param>
    public static double Of(Clause sentence, bool asks)
    {
        var cue = 1.0;
        if (OutcomeWords().IsMatch(sentence.Normal))
            cue *= Outcome;

        if (asks)
            cue *= Question;

        if (AsideWords().IsMatch(sentence.Normal))
            cue *= Aside;

        if (sentence.IsBroken)
            cue *= Broken;

        return cue;
    }

    [GeneratedRegex(@"\b(?:decided|decision|agreed?|conclusion|conclude|result|results|goal|goals|purpose|objective|proposal|propose|suggest|recommend|important|main|problem|requirement|requirements|target|budget|deadline)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex OutcomeWords();

    [GeneratedRegex(@"^(?:i (?:do not|am not) (?:know|sure|think)|you know|i mean|i guess|thank|sorry|hello|good morning|welcome)\b|\b(?:i do not know|whatever|or something)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex AsideWords();
}
