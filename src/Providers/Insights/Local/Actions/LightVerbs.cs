using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Actions;

/// <summary>Verbs that say little by themselves: what follows decides whether they make a task ("get back to you", but not "get to that").</summary>
internal static class LightVerbs
{
    private static readonly FrozenDictionary<string, Regex> Tasks = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["have"] = @"\b(?:ready|done|finished|prepared|for you|a look at|a word with|a draft|a call with|a meeting with|a chat with)\b",
        ["get"] = @"^(?!(?:the (?:feeling|idea|impression|sense|point)|a (?:chance|sense|feeling)|it$|that$|this$|it (?:now|right|wrong)))(?:back|in touch|it|that|this|you|them|him|her|us|me|the|a|an|some|ready|hold|approval|feedback|quotes?|access|confirmation|sign off|\w+ to|\w+ (?:done|ready|approved|signed|fixed))\b",
        ["take"] = @"^(?!a (?:break|minute|moment|second|guess|vote)|questions|the floor|(?:that|it|this) (?:as|from|into|for|out)|you through|us through|the (?:first|opportunity|chance))(?:care|that|this|it|ownership|over|notes|minutes|the|a|another|charge|responsibility|on|an|them|these)\b",
        ["give"] = @"\b(?:call|update|feedback|copy|copies|access|demo|heads|ring|shout|list|numbers?|estimate|quote|draft|response)\b",
        ["let"] = @"^(?:the )?\w+ know\b",
        ["make"] = @"^(?!(?:the|a|that|this) (?:point|case|assumption|argument|comment|suggestion|decision|choice|difference))(?:sure|certain|a|an|the|that|it happen|those|these|some|arrangements|reservations|copies)\b",
        ["keep"] = @"\b(?:posted|updated|informed|an eye|track|in the loop)\b",
        ["ask"] = @"^(?!you\b|a |again|this|that|it\b|the question|myself|if\b|about|another|one|for a|me\b|us\b|something|why|what|how|some)\w+",
        ["talk"] = @"^(?:to|with) (?!you\b|that|this|it\b|us\b)\w+",
        ["speak"] = @"^(?:to|with) (?!you\b|that|this|it\b|us\b)\w+",
        ["put"] = @"^(?!it (?:this|that|another) way|(?:that|it|this) aside)(?:together|up|it|that|them|this|the|a|an|in|those|everything)\b",
        ["do"] = @"^(?!the same|a little|my best|(?:it|that|this) (?:this|that) way|a quick (?:intro|round)|it$|that$|this$|that (?:now|here)|it (?:now|here|like)|you\b)(?:it|that|this|the|a|an|some|both|those|these|all|another|more)\b",
        ["look"] = @"^(?!at (?:this|that|it|the (?:screen|slide|picture|board))\b|for(?:ward)?\b)(?:into|after|up|at|over|through)\b",
        ["work"] = @"^(?:on|out|with)\b",
        ["go"] = @"^(?:and (?:get|see|talk|find|check|buy|ask)|see \w+|visit)\b",
        ["come"] = @"^(?:back to (?:you|them|him|her) (?:with|by|on|about)|up with)\b",
        ["find"] = @"^(?:out|a|an|some|someone|another|new|the (?!problem)\w+)\b",
        ["start"] = @"^(?:working|writing|preparing|drafting|looking into|collecting|building|on the|implementing|testing|the (?!meeting|presentation|discussion|session)\w+)\b",
        ["bring"] = @"^(?!up\b|(?:it|that|this) up|us\b|you\b)\w+",
        ["tell"] = @"^(?!you|us|me|a |the truth|that|it )\w+",
        ["run"] = @"^(?:the|it by|this by|some|another|a (?!risk))\b",
        ["set"] = @"^(?:up|a|the|it up|that up|something up)\b",
        ["add"] = @"^(?!that (?:the|we|i|it)\b|to (?:that|this|what)|up\b)\w+",
        ["change"] = @"^(?:the|it|that|our|my|this|those)\b(?! subject)",
        ["help"] = @"\bwith\b",
        ["turn"] = @"^(?:it|that|this|them|those) (?:into|in)\b",
        ["double"] = "^check",
        ["circle"] = "^back (?:with|on|to you)",
        ["follow"] = "^(?:up|through)",
        ["reach"] = "^out",
        ["meet"] = @"^(?:with|on|next|again|up|in|tomorrow|every|\w+ (?:on|next|tomorrow|to))\b(?! the (?:need|goal))",
        ["touch"] = "^base",
        ["leave"] = "^(?:a (?:note|message|comment))",
        ["show"] = @"^(?:them|him|her|the (?:client|customer|team|board))\b",
        ["push"] = @"^(?:the|it|that|this|those|a)\b(?! (?:button|limit|envelope))",
    }.ToFrozenDictionary(
        pair => pair.Key,
        pair => new Regex(pair.Value, Pattern.Options | RegexOptions.Compiled, TimeSpan.FromMilliseconds(Pattern.Patience)),
        StringComparer.Ordinal);

    /// <summary>What must follow a verb to make a task, when the verb is one of these.</summary>
    public static bool TryGet(string verb, [NotNullWhen(true)] out Regex? task) => Tasks.TryGetValue(verb, out task);
}
