using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Summaries;

/// <summary>What the wording of a sentence says about its worth for a summary.</summary>
internal static partial class SummaryCues
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;
    private const int Patience = 1000;

    public static double Decided = 1.3, Planned = 1.15, Asked = 0.6, Personal = 0.8;

    /// <summary>A factor around 1.</summary>
    public static double Of(Clause sentence)
    {
        var cue = 1.0;
        if (Outcome().IsMatch(sentence.Normal))
            cue *= Decided;

        if (Plan().IsMatch(sentence.Normal))
            cue *= Planned;

        if (sentence.Mark == '?')
            cue *= Asked;

        if (Aside().IsMatch(sentence.Normal))
            cue *= Personal;

        return cue;
    }

    [GeneratedRegex(@"\b(?:decided|decision|agreed?|conclusion|conclude|result|results|goal|goals|purpose|objective|proposal|propose|suggest|recommend|important|main|problem|requirement|requirements|target|budget|deadline)\b", Options, Patience)]
    private static partial Regex Outcome();

    [GeneratedRegex(@"\b(?:will|should|need to|have to|going to|want to|plan to|must)\b", Options, Patience)]
    private static partial Regex Plan();

    [GeneratedRegex(@"^(?:i (?:do not|am not) (?:know|sure|think)|you know|i mean|i guess|thank|sorry|hello|good morning|welcome)\b|\b(?:i do not know|whatever|or something)\b", Options, Patience)]
    private static partial Regex Aside();
}
