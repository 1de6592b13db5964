using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Summaries;

/// <summary>What the wording of a sentence says about its worth for a summary.</summary>
internal static partial class SummaryCues
{
    private const double Outcome = 1.3;
    private const double Question = 0.5;
    private const double Aside = 0.5;
    private const double Dangling = 0.6;
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

        if (DanglingWords().IsMatch(sentence.Normal))
            cue *= Dangling;

        if (sentence.IsBroken)
            cue *= Broken;

        return cue;
    }

    /// <summary>Whether it says when those who meet do so again.</summary>
    public static bool IsNextMeeting(Clause sentence) => NextMeeting().IsMatch(sentence.Normal);

    /// <summary>Whether it only says what will be talked about.</summary>
    public static bool IsAnnouncement(Clause sentence) => Announcement().IsMatch(sentence.Normal);

    [GeneratedRegex(@"\b(?:(?:will|going to|want to|would like to|let's|shall|wanted to) (?:\w+ )?(?:talk about|discuss|go over|go through|look at|cover|speak about)|agenda|(?:topics?|subjects?) (?:\w+ ){0,3}(?:is|are))\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Announcement();

    [GeneratedRegex(@"\b(?:(?:next|follow-?up|second|final) (?:meeting|call|session|review|sync|standup|stand-up|appointment|interview|round|workshop|test|run|date)|(?:we|let's|will|shall) (?:\w+ )?(?:meet|talk|speak|see each other) (?:again|next)|follow-?up) (?:\w+ ){0,4}?(?:is|will be|takes? place|on|at|in|for|next|tomorrow)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex NextMeeting();

    /// <summary>Makes sense only after another sentence, or only when one knows who speaks.</summary>
    [GeneratedRegex(@"^(?:(?:and|but|so|because|then|or|which|yes|no|okay) )*(?:it|that|this|they|he|she|these|those|them|which|because|or)\b|\b(?:i|me|my)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex DanglingWords();

    [GeneratedRegex(@"\b(?:decided|decision|agreed?|conclusion|conclude|result|results|goal|goals|purpose|objective|proposal|propose|suggest|recommend|important|main|problem|requirement|requirements|target|budget|deadline)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex OutcomeWords();

    [GeneratedRegex(@"^(?:i (?:do not|am not) (?:know|sure|think)|you know|i mean|i guess|thanks?|sorry|hello|hi|good (?:morning|afternoon|evening)|welcome)\b|\b(?:repeat|recap|summari[sz]e)\b|\b(?:i do not know|whatever|or something)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex AsideWords();
}
