using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Actions;

/// <summary>Tells what is done after the meeting ("send the report") from what is done in it ("say something", "share my screen").</summary>
internal static partial class TaskVerbs
{
    /// <summary>Whether a verb and what follows it make a task.</summary>
    /// <param name="verb">Lower case, in any form.</param>
    /// <param name="rest">The words after it.</param>
    /// <param name="dated">Whether it is said by when.</param>
    /// <param name="strict">Whether only verbs that are known to make tasks will do.</param>
    public static bool Accept(string verb, string rest, bool dated, bool strict)
    {
        verb = BaseForm(verb);
        if (InMeeting().IsMatch(verb + " " + rest))
            return false;

        if (LightVerbs.TryGet(verb, out var task))
            return task.IsMatch(rest);

        if (WordLists.Talk.Contains(verb) || WordLists.Function.Contains(verb))
            return false;

        return WordLists.Task.Contains(verb) || (dated ? !WordLists.Everyday.Contains(verb) : !strict && HasObject(verb, rest));
    }

    /// <summary>Whether the verb by itself names a task.</summary>
    public static bool IsKnown(string verb) => WordLists.Task.Contains(BaseForm(verb)) || LightVerbs.TryGet(BaseForm(verb), out _);

    /// <summary>"sending" → "send", "preparing" → "prepare", "getting" → "get"; of "-ed" forms likewise.</summary>
    public static string BaseForm(string verb)
    {
        var ending = verb.EndsWith("ing", StringComparison.Ordinal) ? 3 : verb.EndsWith("ed", StringComparison.Ordinal) ? 2 : 0;
        if (ending == 0 || verb.Length - ending < 2 || IsVerb(verb))
            return verb;

        var stem = verb[..^ending];
        return IsVerb(stem) ? stem : IsVerb(stem + "e") ? stem + "e" : stem.Length > 2 && stem[^1] == stem[^2] && IsVerb(stem[..^1]) ? stem[..^1] : stem;
    }

    private static bool IsVerb(string word) => WordLists.Task.Contains(word) || WordLists.Talk.Contains(word) || LightVerbs.TryGet(word, out _);

    private static bool HasObject(string verb, string rest) =>
        !WordLists.Everyday.Contains(verb) && verb.Length > 2 && rest.Split(' ').Any(WordLists.IsContent);

    [GeneratedRegex(@"^(?:share (?:my|the|a|our) (?:screen|slides)|(?:open|close) (?:the|this) (?:meeting|floor|discussion|session|call)|call (?:it|that|this|them|on)\b|move (?:on|to|forward|ahead|along|over|it along|back)\b|cover (?:that|this|it|these)\b|set (?:that |it |this )?aside|review the agenda|pick (?:up on|it up|one)|follow (?!up|through)|record (?:this|the) (?:meeting|call|session)|repeat|close (?:with|by|out)|open with|roll (?:with|it|back)|draw (?:your|attention)|hand over to|send (?:it|you) over to|type (?:it|that) in here|pitch in|return to|handle (?:questions|that later)|meet (?:our|the) (?:goal|target|need|requirement|deadline|criteria|expectation)s?|read (?:it|that|this) out|turn to|defer to|stick|own up|sign off$|ring true|call (?:the )?roll)|\b(?:in a (?:minute|second|sec|moment|bit)|right now|just now)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex InMeeting();
}
