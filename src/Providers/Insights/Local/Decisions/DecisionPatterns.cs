using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Decisions;

/// <summary>The forms of decisions and proposals, over the normal text of a clause.</summary>
internal static partial class DecisionPatterns
{
    private const string Lead =
        "^(?:(?:and|so|but|then|okay|yes|sure|no|well|right|alright|all right|great|good|cool|perfect|thanks|thank you|oh|also|actually|now|fine|absolutely|anyway|agreed|finally|in that case|i think|i guess|maybe|perhaps|to recap|to summari[sz]e|for now|sounds good|for the record) )*";

    private const string Choose = "(?:go (?:with|for|ahead with)|stick (?:with|to)|settle (?:on|for)|opt for|adopt|choose|pick|select|drop|postpone|delay|cancel|switch to|move forward with|proceed with|double down on|standardi[sz]e on|commit to)";

    /// <summary>"We agreed to …", "the decision is …": says of itself that it is a decision.</summary>
    [GeneratedRegex(
        @"\b(?:we (?:have |had |all |both |just |then |finally |also |already |now )*(?:agreed|decided|settled on|concluded|chose|opted|resolved|agree (?:that|on|to))\b" +
        @"|(?:it is|it has been|that is|then it is|this is|that has been) (?:then |now |therefore |all |hereby )*(?:agreed|decided|settled|approved|a deal|a decision|the decision|our decision)\b" +
        @"|(?:the|our|my|final) decision (?:is|was|will be) (?!(?:pending|open|still|not|yours|up|due|expected|needed|on|by|made by|hard|difficult)\b)\w+" +
        @"|decision made\b|(?:everyone|everybody|all of us|the (?:team|group|board|committee|client|customer)) (?:has |have |had |all )*(?:agreed|agrees|decided|approved)\b" +
        @"|(?:is|are|has been|have been|was|were) (?:hereby |now |officially )*(?:approved|signed off|rejected)\b|motion (?:is )?(?:carried|carries|passed|passes)\b" +
        @"|i (?:have )?decided (?:to|that|on)\b)",
        Pattern.Options, Pattern.Patience)]
    public static partial Regex Stated();

    /// <summary>"Let's go with …", "we will use …": decides by saying so.</summary>
    [GeneratedRegex(
        "(?:" + Lead + "let's (?:just |all |then |definitely |not )*" + Choose + @"\b(?! the flow| on$| (?:the |a )?(?:\w+ )?(?:presentation|next|first|break|lunch|coffee|round|introduction)| this (?:slide|meeting)| around| it$)" +
        @"|\bwe (?:will|shall|are going to) (?:now |then |therefore |just |definitely |also |all |not )*(?:" + Choose + @"|use|launch|not (?:use|ship|launch|do|include|support|change|move|renew|sign|hire|build|buy|offer|release|pursue|accept|extend|proceed|raise|cut|touch|deploy|migrate))\b(?! (?:in mind|going|talking|it short))" +
        @"|\bwe are (?:now |then |therefore |just |definitely |not )*(?:going|sticking|proceeding|moving forward|going ahead) with\b)",
        Pattern.Options, Pattern.Patience)]
    public static partial Regex Chosen();

    /// <summary>Where it stands before one of the above, nothing is decided yet.</summary>
    [GeneratedRegex(@"\b(?:if|would|could|might|maybe|perhaps|should|unless|until|before|whether|not|have to|need to|needs to|must|can|wish|imagine|suppose|when|once|what|how|who|which|where|why|never|thought|think)\b(?! i think)", Pattern.Options, Pattern.Patience)]
    public static partial Regex Undecided();

    /// <summary>A condition: what hangs on it is an offer or a plan, not yet decided. "If you agree" is a courtesy, and "what if we …" proposes.</summary>
    [GeneratedRegex(@"(?<!\b(?:what|how about|wonder|wondering|know|check|see|ask|asked|sure|even|as) )\b(?:if(?! (?:you (?:agree|like|want|do not mind|are (?:okay|happy|fine))|(?:everyone|everybody|nobody|no one|all of you|that is|this is|it is|that works|we all) (?:agrees?|objects?|is (?:okay|happy|fine)|okay|fine|alright|works?|all right|possible|for|with)|possible|needed|necessary|not|so\b|i may))|unless(?! (?:anyone|anybody|someone|somebody|you) (?:object|disagree|mind|ha[sv]e?|think|see))|provided(?: that)?(?! by)|providing that|as long as|assuming|in case|only when|on condition)\b", Pattern.Options, Pattern.Patience)]
    public static partial Regex Condition();

    /// <summary>A clause that is nothing but a condition for what comes after it: "if they sign …".</summary>
    [GeneratedRegex(Lead + @"(?:if|unless|provided|assuming|supposing|in case|as long as)\b", Pattern.Options, Pattern.Patience)]
    public static partial Regex Conditional();

    /// <summary>"Have we decided …": asked without a question mark.</summary>
    [GeneratedRegex(Lead + "(?:have|has|had|did|do|does|are|is|can|should|was|were|will) (?:we|you|they|it|the|i|he|she|everyone)\\b", Pattern.Options, Pattern.Patience)]
    public static partial Regex Asking();

    /// <summary>Puts something forward; a firm yes decides it. With <c>plain</c>, a plain yes does too.</summary>
    [GeneratedRegex(
        Lead + @"(?:\p{L}+ )?(?:(?<plain>let's|shall we|should we|i (?:would )?(?:suggest|propose|recommend|move)(?: that)?(?: we)?|my (?:suggestion|proposal|recommendation) (?:is|would be)(?: that| to)?(?: we)?|how about(?: we| if we)?|why do not we|can we agree (?:on|to|that)|are we (?:all )?(?:okay|happy|fine|good) with|are (?:you|you all|all|everybody|everyone) (?:okay|happy|fine) with|is everyone (?:okay|happy|fine) with)|we (?:should|could|can|might)(?: just| probably| maybe| also)?|what if we|what about|i would (?:say|vote|go|prefer)|i vote) (?<what>\w.*)$",
        Pattern.Options, Pattern.Patience)]
    public static partial Regex Proposal();

    /// <summary>What is proposed is only how the meeting goes on.</summary>
    [GeneratedRegex(@"^(?:just |all |now |then |maybe |first |quickly |please |try to |also |to )*(?:see|move (?:on|to the next|ahead|along|back|over)|start(?! with a| in | on | the (?:pilot|project|rollout|trial|campaign))|begin|continue|go (?:on|back|around|round|through|over|to|into|quickly|first|next|ahead$)|talk|discuss|look|take (?:a|five|ten|this offline)|hear|listen|get (?:started|going|back|into|to|on)|wrap|say|think|wait|have (?:a|some|another)|stop|finish|try$|be |not (?:forget|talk|worry|get|go|be)|leave (?:it|that)|hope|pretend|assume|suppose|imagine|do (?:that|it|this)\b|go$|come|keep (?:going|moving|in mind|it|that|this)|pause|focus|jump|turn|recap|review|vote|break|end|close|leave|face|call it|ask|know|understand|consider|pull|put|see|check|read|watch|return|switch gears|skip|pick up|table|park|step|explain|tell|introduce|show|present|find out|figure|remember|say|go)\b", Pattern.Options, Pattern.Patience)]
    public static partial Regex Procedure();
}
