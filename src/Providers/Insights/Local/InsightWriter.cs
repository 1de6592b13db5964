using System.Diagnostics;
using System.Globalization;
using MeetingIntel.Insights;
using MeetingIntel.Providers.Insights.Local.Actions;
using MeetingIntel.Providers.Insights.Local.Dates;
using MeetingIntel.Providers.Insights.Local.Decisions;
using MeetingIntel.Providers.Insights.Local.Questions;
using MeetingIntel.Providers.Insights.Local.Summaries;
using MeetingIntel.Providers.Insights.Local.Text;
using MeetingIntel.Providers.Insights.Local.Topics;

namespace MeetingIntel.Providers.Insights.Local;

/// <summary>Writes down what was understood. What did not change since the last time is given as the same instance.</summary>
internal sealed class InsightWriter(IReadOnlyList<string> segmentIds, SpeakerNames names)
{
    private readonly QuestionRules _questions = new(names);
    private readonly Dictionary<object, (int Version, int Names, Insight Insight)> _written = [];

    public Insight Topic(Phrase phrase) => Keep(phrase, phrase.Version, () => Bare(InsightKind.Topic, phrase.Segment, phrase.Ordinal, Capital(phrase.Form), phrase.Segments));

    public Insight Action(ActionItem item) => Keep(item, item.Version, () => Bare(InsightKind.ActionItem, item, Task(item.Claim)) with
    {
        Assignee = item.Assignee(names),
        Due = item.Due is null ? null : Tidier.Words(item.DueClause!, item.Due.Words, names),
        DueOn = item.Due?.Day,
        Status = InsightStatus.Open,
    });

    public Insight Question(Question question) => Keep(question, question.Version, () => Bare(InsightKind.Question, question, Sentence(question.Clause, '?')) with
    {
        Status = question.Answer.Count > 0 ? InsightStatus.Settled : InsightStatus.Open,
        Answer = question.Answer.Count > 0 ? string.Join(' ', question.Answer.Select(Answer)) : null,
    });

    /// <summary>A proposal in the form of a question needs the words that agreed to read as a decision.</summary>
    public Insight Decision(Decision decision) => Keep(decision, decision.Version, () => Bare(
        InsightKind.Decision,
        decision,
        _questions.Asks(decision.Clause) && decision.Agreement is { } agreement ? Sentence(decision.Clause) + " " + Answer(agreement) : Sentence(decision.Clause)));

    public Insight Date(MeetingDate date) => Keep(date, date.Version, () => Bare(InsightKind.Date, date, Sentence(date.Clause)) with
    {
        Due = Tidier.Words(date.Clause, date.Mention.Words, names),
        DueOn = date.Mention.Day,
    });

    /// <summary>The chosen sentences as prose; <see langword="null"/> when there are none.</summary>
    public MeetingSummary? Summary(IReadOnlyList<SummaryCandidate> chosen) => chosen.Count == 0
        ? null
        : new MeetingSummary(string.Join(' ', chosen.Select(Told)), Ids([.. chosen.Select(candidate => candidate.Segment).Distinct()]), LocalInsightAnalyser.Name);

    /// <summary>A decision as it stands, a task with the name of who does it, anything else as it was said.</summary>
    private string Told(SummaryCandidate candidate) => candidate.Finding switch
    {
        Decision decision => Decision(decision).Text,
        ActionItem item => Deed(item),
        _ => Sentence(candidate.Read()),
    };

    /// <summary>Whether a task reads well in a summary: it is known who does it, and the words do not speak of "me" or "you".</summary>
    public bool CanTell(ActionItem item) => item.Assignee(names) is not null && DeedOf(item) is { IsEmpty: false } deed && !IsPersonal(deed.Span);

    /// <summary>"I will send the plan" as others tell it: "Ben will send the plan."</summary>
    private string Deed(ActionItem item) => $"{item.Assignee(names)} will {Tidier.Words(item.Clause, DeedOf(item), names)}.";

    private ReadOnlyMemory<Word> DeedOf(ActionItem item)
    {
        if (!item.Claim.Task.IsEmpty)
            return Plain(item.Claim.Task);

        return ActionPatterns.OwnPromise().Match(item.Clause.Normal) is { Success: true } own && item.Claim.Force is ActionForce.Promise ? item.Clause.WordsOf(own.Groups["deed"]) : default;
    }

    private static bool IsPersonal(ReadOnlySpan<Word> words)
    {
        foreach (var word in words)
        {
            if (word.Text is "i" or "me" or "my" or "mine" or "myself" or "you" or "your" or "yours" or "am" || word.Text.EndsWith("self", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private Insight Keep(object finding, int version, Func<Insight> write)
    {
        if (_written.TryGetValue(finding, out var written) && written.Version == version && written.Names == names.Version)
            return written.Insight;

        var insight = write();
        _written[finding] = (version, names.Version, insight);
        return insight;
    }

    private Insight Bare(InsightKind kind, Finding finding, string text) => Bare(kind, finding.Segment, finding.Ordinal, text, finding.Segments);

    /// <summary>The id is made of what never changes: the kind, the segment that said it first, and where in it.</summary>
    private Insight Bare(InsightKind kind, int segment, int ordinal, string text, IReadOnlyList<int> segments) => new(
        string.Create(CultureInfo.InvariantCulture, $"ins_{kind switch { InsightKind.Topic => 't', InsightKind.ActionItem => 'a', InsightKind.Question => 'q', InsightKind.Decision => 'd', InsightKind.Date => 'w', _ => throw new UnreachableException() }}{ordinal}_{segmentIds[segment]}"),
        kind, text, null, null, null, InsightStatus.Settled, null, Ids(segments), LocalInsightAnalyser.Name);

    private string Sentence(Clause clause) => Sentence(clause, _questions.Asks(clause) ? '?' : '.');

    private string Sentence(Clause clause, char mark) => Tidier.Sentence(clause, clause.Words, mark, names);

    /// <summary>"Can you also send us the list?" as what is to be done: "Send us the list."</summary>
    private string Task(ActionClaim claim)
    {
        if (claim.Task.IsEmpty)
            return Sentence(claim.Clause);

        var words = Plain(claim.Task);
        var verb = words.Span[0].Text;
        var text = Tidier.Sentence(claim.Clause, words, '.', names);
        return verb.EndsWith("ing", StringComparison.Ordinal) && TaskVerbs.IsKnown(verb) ? Capital(TaskVerbs.BaseForm(verb)) + text[verb.Length..] : text;
    }

    /// <summary>Without the courtesies and the name behind it.</summary>
    private ReadOnlyMemory<Word> Plain(ReadOnlyMemory<Word> words)
    {
        while (words.Length > 2 && (IsCourtesy(words.Span[^1].Text) || names.Contains(words.Span[^1].Text)) && !JoinsOn(words.Span[^2].Text))
            words = words[..^1];

        return words;
    }

    private static bool IsCourtesy(string word) => word is "please" or "thanks" or "right" or "okay" or "then";

    /// <summary>"… to Ben": the name is part of the task, where "…, Ben" is called.</summary>
    private static bool JoinsOn(string word) => WordLists.Function.Contains(word) && word is not ("it" or "that" or "this" or "them" or "me" or "us" or "you");

    private string Answer(Clause clause) => Tidier.Sentence(clause, clause.Words, '.', names, isAnswer: true);

    private string[] Ids(IReadOnlyList<int> segments) => [.. segments.Select(segment => segmentIds[segment])];

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
