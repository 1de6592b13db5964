using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Actions;

/// <summary>The forms in which tasks are spoken of. Groups: <c>verb</c>, and <c>name</c> where somebody may be named.</summary>
internal static partial class ActionPatterns
{
    /// <summary>What a sentence may open with before it comes to the point.</summary>
    private const string Lead =
        "^(?:(?:and|so|but|then|okay|yes|sure|no|well|right|alright|all right|great|good|cool|perfect|thanks|thank you|oh|also|actually|now|hi|hey|fine|absolutely|of course|plus|because|anyway|sounds good|no problem|got it|agreed|next|finally|first|second|third|lastly|meanwhile|in that case|i think|i guess|one more thing|by the way|to be clear|for the record|to recap|to summari[sz]e|again) )*";

    private const string Adverbs =
        "(?:(?:definitely|certainly|also|then|just|personally|quickly|probably|happily|gladly|of course|go ahead and|go and|make sure to|make sure that we|be sure to|try to|try and|have to|need to|be able to|please|still|first|really|actually|at least|immediately|simply|kindly|maybe|perhaps|possibly|take some time to|start to|all|both|quickly|be) )*";

    private const string Verb = @"(?<verb>[\p{L}-]+)\b";
    private const string Name = @"(?<name>\p{L}[\p{L}'-]+)";

    [GeneratedRegex(@"(?<!\b(?:what|how|when|where|which|why|do you think) )\bi (?<must>will|shall|am going to|have to|need to|have got to|got to|must|promise to|plan to|intend to|would be (?:happy|glad) to|am (?:happy|glad) to) " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex Promise();

    /// <summary>A promise with nothing before it: who makes it can stand in the place of "I".</summary>
    [GeneratedRegex(Lead + @"i (?:will|shall|am going to) (?<deed>\w.*)$", Pattern.Options, Pattern.Patience)]
    public static partial Regex OwnPromise();

    [GeneratedRegex(@"(?<!\b(?:what|how|when|where|which|why|that) )\bi can " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex Ability();

    [GeneratedRegex(@"\bi am (?<verb>[\p{L}]+ing)\b", Pattern.Options, Pattern.Patience)]
    public static partial Regex Progressive();

    [GeneratedRegex(@"\blet me " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex LetMe();

    [GeneratedRegex(@"(?<!\b(?:what|how|when|where|which|why|who|if|that|much|many|soon|long)(?: \w+)? )(?:\b(?!(?:what|how|when|where|which|why|who|if|that)\b)" + Name + " )?(?:please )?\\b(?:can|could|would|will) you " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex CanYou();

    [GeneratedRegex(Lead + "(?:" + Name + " )?(?:would|do) you mind " + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex Mind();

    [GeneratedRegex(@"\b(?:i|we) (?:will )?(?:need|want|would like|expect|would ask) (?<name>\p{L}[\p{L}'-]+) to " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex NeedYou();

    [GeneratedRegex(Lead + "(?:" + Name + " )?please " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex Please();

    [GeneratedRegex(Lead + "(?:" + Name + " )?(?:please )?(?:make sure|be sure|do not forget|remember|ensure) (?:to|that you|you) " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex Reminder();

    [GeneratedRegex(Lead + "(?:" + Name + " )?you (?:need to|have to|must|should|will|will need to|are going to|will have to) " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex YouMust();

    [GeneratedRegex(Lead + "(?:" + Name + @" )??(?<verb>\p{L}+) (?:the|a|an|me|us|it|this|that|these|those|my|our|your|him|her|them|out|up|all|back|everyone|everybody|with) ?(?<object>\w+)?", Pattern.Options, Pattern.Patience)]
    public static partial Regex Imperative();

    [GeneratedRegex("(?:" + Lead + @"|\b(?:that|and|so|then) )" + Name + " (?:will|shall|is going to|has to|needs to|is to|must|should|has agreed to|agreed to|(?<only>to)) " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex Assignment();

    [GeneratedRegex(@"\b(?:action (?:item|point)?s?|to-?do|task|next step) (?:here )?(?:for|on|is for) (?:" + Name + @")(?: (?:is|will be|would be))?(?: to)? " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex ActionFor();

    [GeneratedRegex(@"\b(?:action (?:item|point)|to-?do|next steps?)s? (?:here |now |then )?(?:is|are|will be|would be) (?:for us )?(?:to )?" + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex NextStep();

    [GeneratedRegex(@"(?<!\b(?:what|how|when|where|which|why|if|that|things) )\b(?<who>we|someone|somebody|one of us|everyone|everybody|the team|you guys|all of us) (?:also |really |still |definitely |just |then |probably |all )*(?<must>need to|needs to|have to|has to|have got to|got to|must|will|are going to|should|ought to) " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex Shared();

    [GeneratedRegex(Lead + "let's (?!cancel|drop|pick)" + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex Lets();

    [GeneratedRegex(@"\b(?:can|could|would|will) (?:someone|somebody|anyone|anybody|one of (?:you|us)) " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex CanSomebody();

    [GeneratedRegex(@"\b(?:need|needs|has|have|must|ought|should|got)(?: to)? be (?<verb>\w+ed|sent|written|done|made|built|bought|paid|given|brought|taken|found|put|set|redone|rewritten|chosen|ready)\b", Pattern.Options, Pattern.Patience)]
    public static partial Regex Passive();

    [GeneratedRegex(@"\b(?:who (?:can|could|will|would|wants to|is going to|would like to|is able to|should|has time to|would be willing to|volunteers to)|any volunteers to|anyone (?:want|willing|able) to) " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex Call();

    [GeneratedRegex(@"\b(?:(?:should|shall) i|(?:do you |would you like |you )?(?:want|like) me to) " + Adverbs + Verb, Pattern.Options, Pattern.Patience)]
    public static partial Regex Offer();

    /// <summary>Tells why or when something else is.</summary>
    [GeneratedRegex(@"^(?:(?:and|but|so|yet|just|only|simply|probably|maybe) )*(?:because|since|although|though|while|until|before|after|when|whenever|in case)\b", Pattern.Options, Pattern.Patience)]
    public static partial Regex Subordinate();

    /// <summary>Before the subject these make a task a thought: "maybe I will …", "if we …".</summary>
    [GeneratedRegex(@"\b(?:if|would|could|might|maybe|perhaps|wish|imagine|suppose|supposing|unless|hypothetically|in theory|ideally|pretend|whether|when|whenever|once|say(?:s|ing)?|said)\b", Pattern.Options, Pattern.Patience)]
    public static partial Regex Hypothetical();
}
