using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Questions;

/// <summary>Tells how well a sentence answers a question.</summary>
internal static partial class AnswerRules
{
    /// <summary>From here on a sentence counts as an answer.</summary>
    public const double Enough = 1;

    private const int FewestWords = 3;
    private const double OfTheKind = 1.5;
    private const double OnTheSubject = 1;
    private const double NextToIt = 1;

    /// <summary>Whether a sentence only says that, or how, the answer will be found.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="sentence">What was said after it by somebody else.</param>
    public static bool Defers(Question question, Clause sentence)
    {
        if (Replies.IsUnsure(sentence.Normal))
            return true;

        // "What will you do?" – "I will call them" answers; so does "when will you call them?" – "I will call them on Monday".
        return Replies.Defers(sentence.Normal, out var verb)
            && !Deeds().IsMatch(question.Clause.Normal)
            && !(verb.Length > 0 && question.Stems.Contains(Stemmer.Stem(verb.Split(' ')[0])))
            && !(question.Kind is QuestionKind.YesNo && YesOrNo().IsMatch(sentence.Normal));
    }

    /// <summary>How well a sentence answers.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="sentence">What was said after it by somebody else.</param>
    /// <param name="utterance">Where it was said.</param>
    /// <param name="next">Whether it is the first thing of substance said since.</param>
    /// <param name="names">A name may be an answer.</param>
    public static double Score(Question question, Clause sentence, Utterance utterance, bool next, SpeakerNames names)
    {
        if (Defers(question, sentence))
            return 0;

        var ofTheKind = IsOfKind(question.Kind, sentence, names);
        if (!ofTheKind && (sentence.Words.Length < FewestWords || sentence.IsBroken || Replies.IsNod(sentence.Normal) || Turn().IsMatch(sentence.Normal)))
            return 0;

        var score = ofTheKind ? OfTheKind : 0;
        var onTheSubject = Overlap.Of(question.Stems, sentence.Stems()) >= 0.3;
        if (onTheSubject)
            score += OnTheSubject;

        // Who did not know goes on with something else, most of the time.
        if (utterance.Speaker is not null && string.Equals(question.DeferredBy, utterance.Speaker, StringComparison.Ordinal) && !onTheSubject)
            return 0;

        // A word that fits by chance is not enough later on.
        return next && !question.Deferred ? score + NextToIt : score - (question.Kind is QuestionKind.YesNo ? OnTheSubject : 0);
    }

    private static bool IsOfKind(QuestionKind kind, Clause sentence, SpeakerNames names) => kind switch
    {
        QuestionKind.YesNo => YesOrNo().IsMatch(sentence.Normal),
        QuestionKind.When => Time().IsMatch(sentence.Normal),
        QuestionKind.HowMany => Number().IsMatch(sentence.Normal),
        QuestionKind.Why => Reason().IsMatch(sentence.Normal),
        QuestionKind.Who => Person().IsMatch(sentence.Normal) || HasName(sentence, names),
        _ => false,
    };

    private static bool HasName(Clause sentence, SpeakerNames names)
    {
        foreach (var word in sentence.Words.Span)
        {
            if (names.Contains(word.Text))
                return true;
        }

        return false;
    }

    [GeneratedRegex(@"^(?:(?:well|oh|um|so|i think|i guess|i would say|as far as i know) )*(?:yes|no|nope|sure|of course|absolutely|definitely|certainly|exactly|correct|right|indeed|not (?:yet|really|at all|quite|necessarily)|probably|maybe|i (?:think|believe|hope|guess|suppose|do not think) (?:so|not)|it (?:is|does|was|will|should|can)|we (?:do|did|can|have|are|will|should)|i (?:do|did|can|have|am|will)|they (?:do|did|can|have|are|will)|there (?:is|are|was|were))\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex YesOrNo();

    [GeneratedRegex(@"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|tonight|yesterday|weeks?|months?|days?|hours?|minutes?|years?|quarter|january|february|march|april|may|june|july|august|september|october|november|december|soon|later|morning|afternoon|evening|noon|o'clock|asap|q[1-4]|\d+(?:st|nd|rd|th)?|end of)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Time();

    [GeneratedRegex(@"\b(?:\d[\d.,]*\w*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|percent|dozen|none|zero|dollars?|euros?|pounds?|a (?:lot|few|couple)|several)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:because|since|due to|so that|in order to|the reason|thanks to|that is why)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Reason();

    [GeneratedRegex(@"^(?:(?:well|oh|so|i think|that is|that would be|it is) )*(?:me|i (?:can|will|am|do|did|have|would)|you|we (?:can|will|are|do)|the \w+ team|he|she|they)\b|^\w+ (?:did|does|do|will|is|can|has|was|would)$", Pattern.Options, Pattern.Patience)]
    private static partial Regex Person();

    /// <summary>Asks what somebody will do, or who does it: what they will do is the answer then.</summary>
    [GeneratedRegex(@"\bwhat (?:(?:should|shall|will|can|could|do|are|would|must) (?:we|you|i|they) (?:\w+ |going to )?(?:do|doing)\b|(?:is|are|was) (?:(?:the|our|your) )?(?:next|plan|action)|happens\b)|\bhow (?:do|should|shall|will|can|could|would|are) (?:we|you|i|they) (?:\w+ )?(?:proceed|continue|solve|fix|handle|deal|go|get|find|move|prepare|make)|\bnext steps?\b|\bwho (?:can|could|will|would|wants|is going|should|takes|shall)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Deeds();

    /// <summary>Turns to something else.</summary>
    [GeneratedRegex(@"^(?:(?:okay|so|well|right|alright|yes|and|anyway) )*(?:let's|next (?:item|topic|point|slide)|moving on|thank you|thanks|before we|we will come back|hold on|sorry|one (?:moment|second))\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Turn();
}
