using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Questions;

/// <summary>A question, as it stands so far.</summary>
internal sealed class Question(Clause clause, Utterance utterance) : Finding(clause, utterance)
{
    /// <summary>The segment that asked it last: from there on it waits for an answer.</summary>
    public int AskedAt { get; set; } = utterance.Index;

    public HashSet<string> Stems { get; } = clause.Stems();

    public QuestionKind Kind { get; } = QuestionRules.KindOf(clause);

    /// <summary>Whether somebody had to say that they do not know.</summary>
    public bool Deferred { get; private set; }

    /// <summary>Who had to.</summary>
    public string? DeferredBy { get; private set; }

    /// <summary>The sentences that answer it; empty while it is open.</summary>
    public IReadOnlyList<Clause> Answer { get; private set; } = [];

    /// <summary>Somebody says that the answer has to be found, or will be: it stays open, and rests on that too, so that it leads to the task if there is one.</summary>
    public void Defer(Utterance utterance)
    {
        (Deferred, DeferredBy) = (true, utterance.Speaker);
        RestOn(utterance.Index);
    }

    public void SetAnswer(IReadOnlyList<Clause> answer, int segment)
    {
        Answer = answer;
        RestOn(segment);
    }
}
