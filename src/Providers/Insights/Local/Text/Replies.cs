using System.Text.RegularExpressions;

namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>How somebody answers to what another said: told by the first words.</summary>
internal static partial class Replies
{
    private const int FirstWords = 16;

    /// <summary>The first words of an utterance, over which the tests below work.</summary>
    public static string Opening(Utterance utterance)
    {
        var words = utterance.Sentences.Take(3).SelectMany(sentence => sentence.Whole.Words.ToArray()).Take(FirstWords);
        return string.Join(' ', words.Select(word => word.Text));
    }

    /// <summary>"Yes", "sure", "sounds good".</summary>
    public static bool Agrees(string opening) => Agreement().IsMatch(opening) && !Refuses(opening) && !But().IsMatch(opening);

    /// <summary>"Agreed", "let's do that": more than a nod.</summary>
    public static bool AgreesFirmly(string opening) => FirmAgreement().IsMatch(opening) && !Refuses(opening) && !But().IsMatch(opening);

    /// <summary>"No", "I can't".</summary>
    public static bool Refuses(string opening) => Refusal().IsMatch(opening);

    /// <summary>"I don't know" (also heard as "I don't no"), "let me check".</summary>
    public static bool IsUnsure(string text) => Unsure().IsMatch(text);

    /// <summary>"I will ask them", "Ben has to check", "I'll let you know": says who will find out, not what was asked.</summary>
    /// <param name="text">What is said.</param>
    /// <param name="verb">What will be done to find out, as it stands; empty when that is not one verb.</param>
    public static bool Defers(string text, out string verb)
    {
        var match = Deferral().Match(text);
        verb = match.Groups["verb"].Value;
        return match.Success;
    }

    /// <summary>"I'll do that", "leave it to me": takes on what was just asked for.</summary>
    public static bool TakesOn(string text) => Takes().IsMatch(text);

    /// <summary>Only says that it listens: "mm-hmm", "okay", "good question".</summary>
    public static bool IsNod(string text) => Nod().IsMatch(text);

    [GeneratedRegex(@"^(?:(?:oh|well|okay|right|great) )*(?:yes|not at all|sure|okay|right|fine|alright|all right|absolutely|of course|definitely|certainly|no problem|no worries|will do|sounds|good idea|great|good|agreed|i agree|works for|that works|perfect|deal|exactly|makes sense|happy to|got it|on it|i am on it|consider it done|you got it|i think so|with pleasure|my pleasure|gladly|i am happy|i would be (?:happy|glad)|done|cool|let's do|i can do|i will do|i can take|i will take|i will$|i can$|please do|yes please|that would be (?:great|good|helpful|nice))\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Agreement();

    [GeneratedRegex(@"^(?:\w+ ){0,6}?(?:agreed|i agree|we agree|sounds (?:good|great|fine|like a plan|reasonable|right)|(?:good|great|excellent) (?:idea|plan|call)|let's do (?:that|it|this)|works for (?:me|us)|that works|fine (?:by|with|for) me|(?:fine|okay|happy|good) with (?:that|it|me)|deal|perfect|absolutely|definitely|makes sense|all in favou?r|approved|no objections?|go for it|i like (?:that|it|this)|second(?:ed| that)|exactly|yes please|for sure|i am in|i am for (?:it|that)|let's go with (?:that|it)|(?:that is|it is) (?:decided|settled)|we should do that|support that)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex FirmAgreement();

    [GeneratedRegex(@"^(?:(?:oh|well|sorry|unfortunately|okay|yes|right|actually|but) )*(?:no(?! (?:problem|worries|objection|objections|issue))\b|nope|not really|not sure|i (?:can|could|will|would) not|i do not (?:think|agree|like|want|have time)|i (?:strongly )?disagree|i would rather|i am not (?:sure|comfortable|convinced|available|able)|unfortunately|that (?:does|would|will|is) not|i am afraid|we (?:can|could|should) not|let's not|rather not)", Pattern.Options, Pattern.Patience)]
    private static partial Regex Refusal();

    [GeneratedRegex(@"^(?:\w+ ){1,5}but\b(?! (?:first|also))", Pattern.Options, Pattern.Patience)]
    private static partial Regex But();

    [GeneratedRegex(@"\b(?:do not (?:really )?(?:know|no|remember|recall)|not (?:really |quite |entirely |so |too )?sure|no idea|good question|let me (?:just )?(?:check|see|think|look|find|get back)|(?:will|have to|need to|would have to|must|can) (?:find out|look (?:it|that) up|get back)|that is (?:a|the) (?:very )?(?:good |big |difficult |tough )?question|hard to say|difficult to say|can not say|can not tell|no clue|who knows|unclear|we will see|remains to be seen|not decided|have not decided|open question|depends(?! on))\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Unsure();

    [GeneratedRegex(@"\b(?:will|have to|has to|need to|needs to|must|ought to|going to|let me|let's|have got to|(?:i|we) (?:can|could|should|want to|would like to|would|try to)) (?:(?:first|just|also|then|probably|have to|need to|go and|try to|try and|quickly|still|really|definitely|of course|all|go) )*(?:(?<verb>ask|check|confirm|verify|clarify|investigate|research|call|phone|ring|email|mail|contact|write to|speak (?:to|with)|talk (?:to|with)|reach out|double check|calculate|estimate)\b|find (?:it |that |this )?out\b|look (?:it|that|this) up\b|look (?:into|at|in)\b|(?:get|come|circle|report) back\b|follow up\b|let (?:you|everyone|everybody|them|the \w+|\w+) know\b|figure (?:it |that |this )?out\b|work (?:it|that|this) out\b|take (?:it|that|this) (?:offline|away|with me)\b|dig (?:into|it|that|out)\b|see (?:what|if|whether|when|how|who|where)\b|(?:send|get|give|bring|tell) (?:you|everyone|everybody|them|us) (?:(?:the|that|those|an?|some|exact|final|precise|real|right|more) )+(?:answer|number|figure|date|time|price|quote|estimate|detail|information)s?\b)", Pattern.Options, Pattern.Patience)]
    private static partial Regex Deferral();

    [GeneratedRegex(@"^(?:(?:\w+ ){0,5}?i (?:will|can|could|would be happy to|am happy to|would love to) (?:\w+ )?(?:do|take|handle|own|manage|sort|cover|get|have|arrange|organise|organize) (?:that|it|this|those|them|care of (?:it|that|this|them))\b|(?:\w+ ){0,4}?(?:leave (?:it|that) (?:to|with) me|i (?:have )?got (?:it|this|that)|i am on it|on it|that is (?:on me|mine|my job)|i volunteer|will do)\b|(?:(?:yes|sure|okay|well) )*(?:i will|i can|i could|me|i would)(?: (?:do so|please))?$)", Pattern.Options, Pattern.Patience)]
    private static partial Regex Takes();

    [GeneratedRegex(@"^(?:(?:yes|okay|right|oh|i see|i know|sure|exactly|true|good|great|cool|nice|fine|alright|all right|so|and|but|well|no|interesting|sorry|thanks|thank you|i think so|of course|got it|absolutely|definitely|good question|hi|hello|bye|please|really|indeed|uh|perfect|wow|i guess|maybe|probably|mm|um|just|that is it|that is all|the|a|i|it|we|you|to)(?: |$))+$", Pattern.Options, Pattern.Patience)]
    private static partial Regex Nod();
}
