using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Actions;

/// <summary>Who a clause says that the task is for.</summary>
internal enum ActionForce
{
    /// <summary>The speaker takes it: "I will …".</summary>
    Promise,

    /// <summary>The speaker asks another: "can you …", "please …".</summary>
    Request,

    /// <summary>Somebody else is named: "Ben will …".</summary>
    Assignment,

    /// <summary>It is for everybody and nobody: "we need to …", "let's …".</summary>
    Shared,

    /// <summary>A volunteer is sought: "who can …?". Only an answer makes it a task.</summary>
    Call,

    /// <summary>The speaker asks whether to: "should I …?". Only an answer makes it a task.</summary>
    Offer,
}

/// <summary>A clause that speaks of a task.</summary>
/// <param name="Clause">What is said.</param>
/// <param name="Force">Who it is for.</param>
/// <param name="Name">The word, lower case, that may be a name that it calls or names: the speakers may become known later. <see langword="null"/> when there is none.</param>
/// <param name="Firm">Whether it stands without an answer.</param>
/// <param name="NeedsName">Whether it is a task only if <paramref name="Name"/> is somebody.</param>
/// <param name="Task">The words that name the task, where the clause is a question: "can you also [send us the list] please".</param>
internal sealed record ActionClaim(Clause Clause, ActionForce Force, string? Name, bool Firm, bool NeedsName = false, ReadOnlyMemory<Word> Task = default);
