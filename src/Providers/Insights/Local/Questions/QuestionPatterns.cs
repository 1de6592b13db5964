using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Questions;

/// <summary>The forms of questions, over the normal text of a clause.</summary>
internal static partial class QuestionPatterns
{
    private const string Lead =
        @"^(?:(?:and|so|but|then|okay|yes|sure|no|well|right|alright|all right|great|good|cool|perfect|thanks|thank you|oh|also|actually|now|hi|hey|sorry|because|anyway|just|like|one (?:more )?question|quick question|my question is|the question is|i have a question|another question) )*";

    private const string Be = "is|are|was|were|do|does|did|will|would|should|can|could|have|has|had|shall|might|am";

    /// <summary>Word order of a question. One word may be called before it, a name.</summary>
    [GeneratedRegex(
        Lead + @"(?<called>\p{L}+ )??(?:" +
        @"what (?:" + Be + @"|about|else|happens|happened|makes|(?!(?:i|you|we|they|he|she|it|the|this|that|people|users)\b)(?:\w+ ){1,2}?(?:" + Be + @"))\b" +
        "|(?:who|whom|whose|when|where|why) (?:" + Be + @"|not)\b|who \w{2,}(?:ed|s)\b" +
        @"|whose (?:\w+ ){1,2}?(?:" + Be + @")\b" +
        @"|how (?:" + Be + @"|about|come)\b" +
        @"|how (?:much|many|long|often|soon|far|big|fast|expensive|late|early|confident|likely|important|difficult|hard|easy|good|bad|sure|close|large|small)(?: \w+){0,3}? (?:" + Be + @"|left|came|come|joined)\b" +
        @"|which (?:(?:\w+ ){1,3}?(?:" + Be + @")|one|of)\b" +
        @"|(?:do|does|did|don't) (?:not )?(?:you|we|they|i|he|she|it|the|that|this|anyone|anybody|someone|somebody|everyone|our|your|these|those|all|any)\b" +
        @"|(?:is|are|was|were|am) (?:not )?(?:it|that|this|there|the|you|we|they|he|she|i|anyone|anybody|everyone|everybody|our|your|these|those|any|all)\b" +
        @"|(?:have|has|had) (?:not )?(?:you|we|they|he|she|it|the|anyone|anybody|everyone|everybody|somebody|someone|our|your|this|that)\b" +
        @"|(?:can|could|will|would|should|shall|may|must) (?:not )?(?:you|we|i|they|it|he|she|the|that|this|anyone|anybody|someone|somebody|everyone|there|our|your|these|those|people|users|customers)\b" +
        @"|any (?:updates?|news|objections?|concerns?|ideas?|thoughts|feedback|progress|risks?|blockers?)\b)",
        Pattern.Options, Pattern.Patience)]
    public static partial Regex Opening();

    /// <summary>Clauses that open like questions and are none: "what is important is …", "which is why …".</summary>
    [GeneratedRegex(@"^(?:\w+ ){0,2}?(?:what (?:is|was) (?:\w+ ){1,4}?(?:is|was) (?:that|the|a|to|how|we|you|it)\b|which (?:is|are|was|will|would|means)\b|do not\b|is what\b|have it\b|how come to\b|was it\b.{0,3}$)", Pattern.Options, Pattern.Patience)]
    public static partial Regex Relative();

    [GeneratedRegex(@"\bi (?:was|am|have been) (?:just )?wondering (?:if|whether|what|when|how|who|why|where|which)\b|\b(?:i|we) (?:would like|want|need|wanted) to (?:know|ask) (?:you )?(?:if|whether|what|when|how|who|why|where|which)\b", Pattern.Options, Pattern.Patience)]
    public static partial Regex Indirect();

    /// <summary>A statement that only asks to be confirmed.</summary>
    [GeneratedRegex(@"\b(?:right|okay|yes|no|correct|you know|huh|you see|see|hey|(?:is|are|was|were|do|does|did|will|would|should|can|could|have|has) (?:not )?(?:it|that|they|we|you|i|he|she|there)|(?:is|are|do|does) not (?:it|they|we|you|he|she|that)|don't you|or not|i guess|i think|i suppose|or what|or something|or so|what)$", Pattern.Options, Pattern.Patience)]
    public static partial Regex Tag();

    /// <summary>Courtesies, echoes and the handling of the meeting itself.</summary>
    [GeneratedRegex(
        Lead + @"(?:\p{L}+ )?(?:" +
        @"(?:do |does |did )?(?:you )?(?:know|see|get) what i (?:mean|am saying)|(?:do )?you (?:know|see)$|does (?:that|this|it) (?:all )?(?:make (?:any )?sense|sound|work)\b.{0,20}$|(?:are there |do you have |does anyone have |do we have |is there )?any (?:other |more |further )?(?:questions?|comments?|remarks?)\b.*" +
        @"|(?:can|could|do|did) (?:you|everyone|everybody|anyone|we|they)(?: all| guys)? (?:hear|see|read|repeat|say|speak|scroll|go back|hold on|wait|share your|unmute|zoom|turn|pass|excuse|move (?:on|back)|come again|imagine|believe)\b.*" +
        @"|(?:is|are) (?:everyone|everybody|you|we|you all|you guys|that|this|it)(?: all)? (?:here|ready|okay|clear|fine|good|right|all right|there|sure|serious|kidding|still there|set|done|finished|recording|working|on|audible|muted|alright|true|so)\b(?: (?:now|with (?:that|this|it)|to (?:start|go|begin)|so far|then|or not|about that))*$" +
        @"|(?:shall|should|can|could|may|might) (?:we|i)(?: all| just| now| maybe| also| please| then)* (?:start|begin|move on|continue|get started|go on|go ahead|go back|wrap|proceed|carry on|say|ask|add|interrupt|jump in|go|go first|stop|come in|come back|share my|have your|take a (?:break|look|moment)|see|look at|make a (?:comment|point))\b.*" +
        @"|how are (?:you|we|things)\b.*|how is (?:it|everything|everyone) (?:going|doing)?.*|how do you (?:do|say)\b.{0,12}$|what is up|who (?:knows|cares)|why not$|guess what|what can i say|what (?:do|did) you (?:mean|say|just say)\b.{0,10}$|what was (?:that|it|the question)(?: again)?$|what else$|what is (?:that|this|it|next|the word|going on|wrong)(?: called| again)?$|what do you (?:call|want) (?:it|that|this|me to (?:say|do))$" +
        @"|(?:am|is) (?:i|my (?:mic|microphone|audio|screen|camera))\b.{0,30}$|remember\b.*|got it|know what|(?:do|are|did|have|would|can|will|is|was|does|could|were|has) (?:you|we|i|they|it|that|he|she|this|there)(?: not)?$" +
        @"|where (?:was|were|are) (?:i|we)(?: now)?$|what (?:was|am) i (?:saying|going to say|talking about)\b.*|what time is it|who is (?:next|there|that|this)$|can i (?:help|get) you.*|would you like (?:to (?:start|begin|go|add|say|comment|come in))\b.*|do you want to (?:start|begin|go|add|say|comment|take|come in|present)\b.*|what (?:should|shall|can|could) i (?:say|do)$|anything else\b.*|are you (?:saying|asking|sure)\b.{0,6}$|why is that$|how so$|how about you$|what about you$|is it$|is not (?:that|it|this) (?:great|nice|cool|funny|amazing|wonderful|crazy|lovely|good|beautiful|interesting|strange|weird|true)|like what$" +
        @")$",
        Pattern.Options, Pattern.Patience)]
    public static partial Regex Courtesy();

    /// <summary>Proposals in the form of a question: they want agreement, not an answer.</summary>
    [GeneratedRegex(Lead + @"(?:\p{L}+ )?(?:how about (?:we|i|if|you|\w+ing)|what if (?:we|i|you)|why (?:do|don't) (?:not )?(?:we|you|i) (?!think|have|know|need)|why not \w+)\b", Pattern.Options, Pattern.Patience)]
    public static partial Regex Suggestion();

    [GeneratedRegex(@"\b(?:(?<when>when|what (?:time|date|day|deadline)|what is the (?:deadline|date|due date|timeline)|how (?:soon|long))|(?<who>who|whom|whose)|(?<many>how (?:much|many|often|far|big|large|expensive)|what is the (?:price|cost|budget|number|total)|what (?:price|percentage|budget|number))|(?<why>why|how come|what is the reason)|(?<other>what|where|how|which))\b", Pattern.Options, Pattern.Patience)]
    public static partial Regex Kind();
}
