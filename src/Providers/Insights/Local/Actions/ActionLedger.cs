using MeetingIntel.Providers.Insights.Local.Dates;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Actions;

/// <summary>Keeps the tasks of a meeting: takes new ones in, lets answers accept or refuse them, and brings restatements together.</summary>
internal sealed class ActionLedger(SpeakerNames names, DateFinder dates)
{
    /// <summary>How many segments an answer may come after what it answers.</summary>
    private const int AnswerWithin = 3;

    private readonly ActionRules _rules = new(names);
    private readonly List<ActionItem> _items = [];

    /// <summary>In order of time, also those that do not stand.</summary>
    public IReadOnlyList<ActionItem> Items => _items;

    /// <summary>Takes in what the next segment says.</summary>
    public void Add(Utterance utterance)
    {
        var asked = Pending(utterance);
        var absorbed = asked is not null && Answer(asked, utterance);
        foreach (var clause in utterance.Sentences.SelectMany(sentence => sentence.Clauses))
        {
            var mentions = dates.Find(clause);
            if (_rules.Read(clause, mentions.Count > 0) is not { } claim)
                continue;

            // "Sure, I'll send it by Friday" says again what was asked for.
            if (absorbed && claim.Force is ActionForce.Promise && (Replies.TakesOn(clause.Normal) || clause.Words.Length <= ShortAnswer || Overlap.Of(asked!.Stems, StemsOf(clause, mentions)) >= 0.5))
            {
                TakeDue(asked!, clause, mentions);
                absorbed = false;
                continue;
            }

            if (claim.Force is ActionForce.Promise && Replies.TakesOn(clause.Normal))
                TakeOn(utterance, clause, mentions);
            else
                Enter(claim, utterance, mentions);
        }
    }

    /// <summary>"I'll do that": takes a task that was still nobody's; without one it says nothing.</summary>
    private void TakeOn(Utterance utterance, Clause clause, IReadOnlyList<DateMention> mentions)
    {
        var open = _items.FindLast(item => utterance.Index - item.Segments[^1] <= AnswerWithin && item.Claim.Force is ActionForce.Shared or ActionForce.Call && item.TakenBy is null);
        if (open is null)
            return;

        (open.Answered, open.TakenBy) = (true, utterance.Speaker);
        open.RestOn(utterance.Index);
        TakeDue(open, clause, mentions);
    }

    /// <summary>Words of an answer that has room for nothing but its question.</summary>
    private const int ShortAnswer = 7;

    /// <summary>The task that somebody just asked for and that has no answer yet.</summary>
    private ActionItem? Pending(Utterance utterance)
    {
        for (var i = _items.Count - 1; i >= 0 && utterance.Index - _items[i].Segments[^1] <= AnswerWithin; i--)
        {
            var item = _items[i];
            if (!item.Answered && !item.Refused && item.Claim.Force is not ActionForce.Promise && utterance.IsOtherThan(item.Speaker))
                return item;
        }

        return null;
    }

    /// <returns>Whether the utterance takes the task on.</returns>
    private bool Answer(ActionItem asked, Utterance utterance)
    {
        var opening = Replies.Opening(utterance);
        var takesOn = Replies.TakesOn(opening);
        if (!takesOn && Replies.Refuses(opening))
        {
            // Who declines a shared need has another opinion; who declines a request withdraws it.
            asked.Refused = asked.Claim.Force is ActionForce.Request or ActionForce.Call or ActionForce.Offer;
            asked.RestOn(utterance.Index);
            return false;
        }

        var accepts = asked.Claim.Force switch
        {
            ActionForce.Shared => takesOn,
            ActionForce.Call => takesOn || Promises(utterance, asked),
            ActionForce.Request => takesOn || Replies.Agrees(opening) || Promises(utterance, asked),
            _ => takesOn || Replies.Agrees(opening),
        };
        if (!accepts || !IsAddressed(asked, utterance))
            return false;

        asked.Answered = true;
        asked.TakenBy = asked.Claim.Force switch
        {
            ActionForce.Offer => asked.Speaker,
            ActionForce.Assignment => null,
            _ when asked.Assignee(names) is not null && !takesOn => null,
            _ => utterance.Speaker,
        };
        asked.RestOn(utterance.Index);
        if (utterance.Sentences is [{ Clauses: [var first, ..] }, ..])
            TakeDue(asked, first, dates.Find(first));

        return true;
    }

    /// <summary>"I will update the price list tomorrow" accepts, also where the "yes" before it was not heard.</summary>
    private bool Promises(Utterance utterance, ActionItem asked) =>
        utterance.Sentences is [{ Clauses: [var first, ..] }, ..]
        && dates.Find(first) is var mentions
        && _rules.Read(first, mentions.Count > 0) is { Force: ActionForce.Promise }
        && Overlap.Of(asked.Stems, StemsOf(first, mentions)) >= 0.5;

    /// <summary>Whether the answer comes from whom the request named, as far as names are known.</summary>
    private bool IsAddressed(ActionItem asked, Utterance utterance)
    {
        var named = asked.Claim.Name is { } name ? names.FindLike(name) : null;
        return named is null || utterance.Speaker is null || asked.Claim.Force is ActionForce.Assignment || string.Equals(named, utterance.Speaker, StringComparison.Ordinal);
    }

    private void Enter(ActionClaim claim, Utterance utterance, IReadOnlyList<DateMention> mentions)
    {
        var stems = StemsOf(claim.Clause, mentions);
        var item = new ActionItem(claim, utterance) { Stems = stems };
        if (Restated(item) is { } known)
        {
            known.RestOn(utterance.Index);
            known.Answered |= claim.Firm;

            if (known.Assignee(names) is null)
                known.TakenBy = item.Assignee(names);

            item = known;
        }
        else
        {
            Supersede(item);
            _items.Add(item);
        }

        TakeDue(item, claim.Clause, mentions);
    }

    /// <summary>"We have to ask the customer" – "I will call the customer": who commits to what was everybody's says it better than it was said before.</summary>
    private void Supersede(ActionItem item)
    {
        if (item.Assignee(names) is null || item.Claim.Force is not (ActionForce.Promise or ActionForce.Assignment))
            return;

        var need = _items.FindLast(need => need.Claim.Force is ActionForce.Shared && need.Assignee(names) is null && item.Segment - need.Segments[^1] <= AnswerWithin && SameDeed.Is(need.Stems, item));
        if (need is null)
            return;

        need.Superseded = true;
        if (need.Due is { } due)
            item.SetDue(need.DueClause!, due);
    }

    private ActionItem? Restated(ActionItem item)
    {
        var assignee = item.Assignee(names);
        for (var i = _items.Count - 1; i >= 0; i--)
        {
            var known = _items[i];
            var same = known.Assignee(names);
            if (!known.Refused && (assignee is null || same is null || string.Equals(assignee, same, StringComparison.Ordinal)) && Overlap.IsSame(known.Stems, item.Stems))
                return known;
        }

        return null;
    }

    private static void TakeDue(ActionItem item, Clause clause, IReadOnlyList<DateMention> mentions)
    {
        if (mentions.Count > 0)
            item.SetDue(clause, mentions.FirstOrDefault(mention => mention.Day is not null) ?? mentions[0]);
    }

    private HashSet<string> StemsOf(Clause clause, IReadOnlyList<DateMention> mentions)
    {
        var stems = clause.Stems();
        foreach (var word in mentions.SelectMany(mention => mention.Words.ToArray()))
            stems.Remove(Stemmer.Stem(word.Text));

        foreach (var word in clause.Words.Span)
        {
            if (names.Contains(word.Text))
                stems.Remove(Stemmer.Stem(word.Text));
        }

        return stems;
    }
}
