using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Actions;

/// <summary>Tells whether a clause speaks of a task, and for whom.</summary>
internal sealed class ActionRules(SpeakerNames names)
{
    /// <summary>Shorter imperatives are exclamations.</summary>
    private const int FewestWords = 4;

    /// <summary>The task that a clause speaks of.</summary>
    /// <param name="clause">What is said.</param>
    /// <param name="dated">Whether it names a time to come.</param>
    /// <returns><see langword="null"/> when it speaks of none.</returns>
    public ActionClaim? Read(Clause clause, bool dated) => clause.IsBroken ? null :
        ReadCall(clause, dated)
        ?? ReadRequest(clause, dated)
        ?? ReadPromise(clause, dated)
        ?? ReadAssignment(clause, dated)
        ?? ReadShared(clause, dated);

    private static ActionClaim? ReadCall(Clause clause, bool dated)
    {
        if (Task(ActionPatterns.Call(), clause, dated, strict: false) is { } call)
            return new ActionClaim(clause, ActionForce.Call, null, Firm: false, Task: WordsOf(clause, call));

        return Task(ActionPatterns.Offer(), clause, dated, strict: false) is { } offer
            ? new ActionClaim(clause, ActionForce.Offer, null, Firm: false, Task: WordsOf(clause, offer))
            : null;
    }

    private ActionClaim? ReadRequest(Clause clause, bool dated)
    {
        var question = Task(ActionPatterns.CanYou(), clause, dated, strict: false) ?? Task(ActionPatterns.Mind(), clause, dated, strict: true);
        var match = question ?? Task(ActionPatterns.Please(), clause, dated, strict: false) ?? Task(ActionPatterns.Reminder(), clause, dated, strict: false);
        if (match is not null)
        {
            var called = NameIn(clause, match) ?? NameAtEnd(clause);
            return new ActionClaim(
                clause, ActionForce.Request, called, IsSpeaker(called) || dated || TaskVerbs.IsKnown(match.Groups["verb"].Value), Task: question is null ? default : WordsOf(clause, question));
        }

        // "I need Ben to …" and "I want you to …", but nothing that was only wished for.
        match = Task(ActionPatterns.NeedYou(), clause, dated, strict: true);
        if (match is not null && !IsHypothetical(clause, match))
        {
            var needed = match.Groups["name"].Value is "you" ? null : NameIn(clause, match);
            return match.Groups["name"].Value is "you" || needed is not null ? new ActionClaim(clause, ActionForce.Request, needed, Firm: true, NeedsName: needed is not null) : null;
        }

        if (clause.Mark == '?')
            return null;

        match = Task(ActionPatterns.YouMust(), clause, dated, strict: true);
        if (match is not null && (NameIn(clause, match) is not null || dated))
            return new ActionClaim(clause, ActionForce.Request, NameIn(clause, match), Firm: true, NeedsName: !dated);

        match = Task(ActionPatterns.Imperative(), clause, dated, strict: true);
        if (match is null || !IsImperative(match.Groups["verb"].Value) || clause.Words.Length < FewestWords)
            return null;

        var name = NameIn(clause, match);
        return name is null && match.Groups["name"].Success
            ? null
            : new ActionClaim(clause, ActionForce.Request, name ?? NameAtEnd(clause), Firm: true, NeedsName: name is not null);
    }

    private static ActionClaim? ReadPromise(Clause clause, bool dated)
    {
        var match = ActionPatterns.Promise().Match(clause.Normal);
        var isPromise = match.Success && Accepts(clause, match, dated, strict: match.Groups["must"].Value is not ("will" or "shall" or "am going to"));
        if (!isPromise)
        {
            match = Task(ActionPatterns.Ability(), clause, dated, strict: true) ?? (dated ? Task(ActionPatterns.Progressive(), clause, dated, strict: false) : null) ?? LetMe(clause, dated);
            if (match is null)
                return null;
        }

        return IsHypothetical(clause, match) ? null : new ActionClaim(clause, ActionForce.Promise, null, Firm: true);
    }

    /// <summary>"Let me check with legal": with whom or by when makes it more than a moment's look.</summary>
    private static Match? LetMe(Clause clause, bool dated)
    {
        var match = Task(ActionPatterns.LetMe(), clause, dated, strict: true);
        return match is not null && (dated || RestOf(clause, match) is var rest && (rest.StartsWith("with ", StringComparison.Ordinal) || rest.StartsWith("up ", StringComparison.Ordinal) || rest.StartsWith("back ", StringComparison.Ordinal) || rest.StartsWith("into ", StringComparison.Ordinal) || rest.StartsWith("out ", StringComparison.Ordinal)))
            ? match
            : null;
    }

    private ActionClaim? ReadAssignment(Clause clause, bool dated)
    {
        if (clause.Mark == '?')
            return null;

        var match = Task(ActionPatterns.ActionFor(), clause, dated, strict: false) ?? Task(ActionPatterns.Assignment(), clause, dated, strict: true);
        return match is not null && NameIn(clause, match) is { } name && !IsHypothetical(clause, match) && (IsSpeaker(name) || !match.Groups["only"].Success)
            ? new ActionClaim(clause, ActionForce.Assignment, name, Firm: true, NeedsName: true)
            : null;
    }

    private static ActionClaim? ReadShared(Clause clause, bool dated)
    {
        var match = Task(ActionPatterns.Shared(), clause, dated, strict: true);
        if (match is not null && (clause.Mark == '?' || (!dated && match.Groups["must"].Value is "will" or "are going to" or "should" or "ought to")))
            match = null;

        match ??= clause.Mark == '?' ? null : Task(ActionPatterns.Lets(), clause, dated, strict: true) ?? Task(ActionPatterns.NextStep(), clause, dated, strict: true);
        if (match is null && Task(ActionPatterns.CanSomebody(), clause, dated, strict: true) is { } asked)
            return IsHypothetical(clause, asked) ? null : new ActionClaim(clause, ActionForce.Shared, null, Firm: true, Task: WordsOf(clause, asked));

        match ??= dated && clause.Mark != '?' ? Success(ActionPatterns.Passive().Match(clause.Normal)) : null;

        // "… because we have to ask them first" gives a reason: a task only if somebody takes it on.
        return match is null || IsHypothetical(clause, match) ? null : new ActionClaim(clause, ActionForce.Shared, null, Firm: !ActionPatterns.Subordinate().IsMatch(clause.Normal));
    }

    /// <summary>What a question asks to be done: from the verb on.</summary>
    private static ReadOnlyMemory<Word> WordsOf(Clause clause, Match match) => clause.Words[clause.IndexOf(match.Groups["verb"].Index)..];

    private static Match? Task(Regex pattern, Clause clause, bool dated, bool strict)
    {
        var match = pattern.Match(clause.Normal);
        return match.Success && Accepts(clause, match, dated, strict) ? match : null;
    }

    private static Match? Success(Match match) => match.Success ? match : null;

    private static bool Accepts(Clause clause, Match match, bool dated, bool strict) =>
        TaskVerbs.Accept(match.Groups["verb"].Value, RestOf(clause, match), dated, strict);

    private static string RestOf(Clause clause, Match match)
    {
        var verb = match.Groups["verb"];
        return clause.Normal[(verb.Index + verb.Length)..].TrimStart();
    }

    private static bool IsHypothetical(Clause clause, Match match) =>
        ActionPatterns.Hypothetical().IsMatch(clause.Normal[..match.Groups["verb"].Index].Replace("would be happy to", "", StringComparison.Ordinal).Replace("would be glad to", "", StringComparison.Ordinal));

    /// <summary>Verbs that head a request; other light ones ("get", "take") are said of anything.</summary>
    private static bool IsImperative(string verb) => WordLists.Task.Contains(verb) || verb is "ask" or "tell" or "give" or "add" or "change" or "keep";

    private bool IsSpeaker(string? name) => name is not null && names.FindLike(name) is not null;

    /// <summary>"…, Ben?"</summary>
    private string? NameAtEnd(Clause clause) => names.Contains(clause.Words.Span[^1].Text) ? clause.Words.Span[^1].Text : null;

    /// <summary>The word where a name may stand, if it may be one: a speaker's, or one that is written like a name.</summary>
    private string? NameIn(Clause clause, Match match)
    {
        if (match.Groups["name"] is not { Success: true } group)
            return null;

        var word = clause.WordsOf(group).Span[0];
        var isOpen = word.Text.Length > 1 && !WordLists.Function.Contains(word.Text) && !WordLists.Everyday.Contains(word.Text) && !TaskVerbs.IsKnown(word.Text);
        return IsSpeaker(word.Text) || (isOpen && (!clause.Cased || char.IsUpper(clause.Source[word.Start]))) ? word.Text : null;
    }
}
