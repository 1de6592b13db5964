using MeetingIntel.Providers.Insights.Local.Actions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Questions;

/// <summary>Keeps the questions of a meeting and looks for their answers in what others say next.</summary>
internal sealed class QuestionLedger(SpeakerNames names)
{
    /// <summary>How many segments after a question an answer may come.</summary>
    private const int AnswerWithin = 8;

    /// <summary>How many segments after a question, or after a first word that the answer is not known, somebody may say how it will be found.</summary>
    private const int DeferWithin = 2;

    /// <summary>How many questions back a question is looked up as said before.</summary>
    private const int RepeatedWithin = 40;

    /// <summary>Who goes on for that many sentences after asking did not wait for an answer.</summary>
    private const int GoesOn = 3;

    private readonly ActionRules _actions = new(names);
    private readonly QuestionRules _rules = new(names);
    private readonly List<Question> _questions = [];

    /// <summary>In order of time.</summary>
    public IReadOnlyList<Question> Questions => _questions;

    /// <summary>Takes in what the next segment says.</summary>
    public void Add(Utterance utterance)
    {
        var asked = utterance.Sentences.Select(_rules.Read).ToArray();
        Answer(utterance, asked);
        for (var i = 0; i < asked.Length; i++)
        {
            if (asked[i] is { } clause && !IsRequest(clause) && !IsRhetorical(utterance, asked, i))
                Enter(clause, utterance);
        }
    }

    private void Answer(Utterance utterance, Clause?[] asked)
    {
        var waiting = Waiting(utterance);
        for (var i = 0; i < asked.Length && waiting.Count > 0; i++)
        {
            var sentence = utterance.Sentences[i].Whole;
            if (asked[i] is not null || sentence.Mark == '?')
                continue;

            if (AnswerRules.Defers(waiting[0], sentence))
            {
                if (utterance.Index - waiting[0].Segments[^1] <= DeferWithin)
                    waiting[0].Defer(utterance);

                if (Replies.IsUnsure(sentence.Normal))
                    return;
            }

            var best = waiting.MaxBy(Score)!;
            if (Score(best) < AnswerRules.Enough)
                continue;

            best.SetAnswer(Enlarge(utterance, asked, i), utterance.Index);
            waiting.Remove(best);

            double Score(Question question) => AnswerRules.Score(question, sentence, utterance, ReferenceEquals(question, waiting[0]), names);
        }
    }

    /// <summary>Open questions of others, the newest first.</summary>
    private List<Question> Waiting(Utterance utterance)
    {
        var waiting = new List<Question>();
        for (var i = _questions.Count - 1; i >= 0 && utterance.Index - _questions[i].AskedAt <= AnswerWithin; i--)
        {
            if (_questions[i].Answer.Count == 0 && utterance.IsOtherThan(_questions[i].Speaker))
                waiting.Add(_questions[i]);
        }

        return waiting;
    }

    /// <summary>"Yes." says little: the sentence after it belongs to the answer.</summary>
    private static IReadOnlyList<Clause> Enlarge(Utterance utterance, Clause?[] asked, int i)
    {
        var sentence = utterance.Sentences[i].Whole;
        return sentence.Words.Length <= 3 && i + 1 < asked.Length && asked[i + 1] is null && utterance.Sentences[i + 1].Whole.Mark != '?'
            ? [sentence, utterance.Sentences[i + 1].Whole]
            : [sentence];
    }

    /// <summary>"Can you send …?" asks for a deed: an action item.</summary>
    private bool IsRequest(Clause clause) => _actions.Read(clause, dated: false) is { Force: ActionForce.Request or ActionForce.Shared };

    private static bool IsRhetorical(Utterance utterance, Clause?[] asked, int i)
    {
        var statements = 0;
        for (var next = i + 1; next < asked.Length && asked[next] is null; next++)
        {
            if (next == i + 1 && utterance.Sentences[next].Whole.Normal.StartsWith("because ", StringComparison.Ordinal))
                return true;

            statements++;
        }

        return statements >= GoesOn;
    }

    private void Enter(Clause clause, Utterance utterance)
    {
        var question = new Question(clause, utterance);
        for (var i = _questions.Count - 1; i >= Math.Max(0, _questions.Count - RepeatedWithin); i--)
        {
            if (!Overlap.IsSame(_questions[i].Stems, question.Stems) || _questions[i].Kind != question.Kind)
                continue;

            _questions[i].AskedAt = utterance.Index;
            _questions[i].RestOn(utterance.Index);
            return;
        }

        _questions.Add(question);
    }
}
