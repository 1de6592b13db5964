using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Questions;

/// <summary>Tells questions that want an answer from tags, courtesies and figures of speech.</summary>
internal sealed class QuestionRules(SpeakerNames names)
{
    private const int FewestWords = 3;

    /// <summary>The part of a sentence that asks.</summary>
    /// <returns><see langword="null"/> when nothing is asked, or nothing that wants an answer.</returns>
    public Clause? Read(Sentence sentence)
    {
        var asking = sentence.Whole.Mark switch
        {
            '?' => sentence.Clauses.LastOrDefault(Opens) ?? (IsTagged(sentence.Whole) || sentence.Whole.Words.Length <= FewestWords ? null : sentence.Whole),
            '\0' when Opens(sentence.Whole) => sentence.Whole,
            _ => null,
        };
        asking ??= QuestionPatterns.Indirect().IsMatch(sentence.Whole.Normal) ? sentence.Whole : null;
        return asking is not null && asking.Words.Length >= FewestWords && !asking.IsBroken && !QuestionPatterns.Courtesy().IsMatch(asking.Normal) && !QuestionPatterns.Suggestion().IsMatch(asking.Normal)
            ? asking
            : null;
    }

    /// <summary>Whether a clause is worded as a question, whatever it wants.</summary>
    public bool Asks(Clause clause) => clause.Mark == '?' || (clause.Mark == '\0' && Opens(clause));

    /// <summary>What kind of answer a question wants.</summary>
    public static QuestionKind KindOf(Clause question)
    {
        var match = QuestionPatterns.Kind().Match(question.Normal);
        return match switch
        {
            { Success: false } => QuestionKind.YesNo,
            _ when match.Groups["when"].Success => QuestionKind.When,
            _ when match.Groups["who"].Success => QuestionKind.Who,
            _ when match.Groups["many"].Success => QuestionKind.HowMany,
            _ when match.Groups["why"].Success => QuestionKind.Why,
            _ => QuestionKind.Other,
        };
    }

    private bool Opens(Clause clause)
    {
        var match = QuestionPatterns.Opening().Match(clause.Normal);
        return match.Success
            && (match.Groups["called"] is not { Success: true, Value: var name } || names.Contains(name.TrimEnd()))
            && !QuestionPatterns.Relative().IsMatch(clause.Normal);
    }

    /// <summary>"It's on the left, right?"</summary>
    private static bool IsTagged(Clause clause) => QuestionPatterns.Tag().IsMatch(clause.Normal);
}

/// <summary>What kind of answer a question wants.</summary>
internal enum QuestionKind
{
    /// <summary>Yes or no.</summary>
    YesNo,

    /// <summary>A time.</summary>
    When,

    /// <summary>A person.</summary>
    Who,

    /// <summary>A number.</summary>
    HowMany,

    /// <summary>A reason.</summary>
    Why,

    /// <summary>Anything else.</summary>
    Other,
}
