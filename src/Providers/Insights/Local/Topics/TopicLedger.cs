using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Decisions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Topics;

/// <summary>Counts what is talked about, and names the topics: phrases that are said again and again, longer ones before the words in them (C-value).</summary>
internal sealed partial class TopicLedger(SpeakerNames names)
{
    private const int LongestPhrase = 3;
    private const int FewestTopics = 6;
    private const int MostTopics = 10;

    /// <summary>So many segments more allow one topic more.</summary>
    private const int SegmentsPerTopic = 40;

    /// <summary>With more phrases than this, those said in one segment only are forgotten.</summary>
    private const int MostPhrases = 20_000;

    /// <summary>Endings of words that name nothing by themselves.</summary>
    private static readonly string[] NoNoun = ["ed", "able", "ible", "ous", "ful", "ive", "est", "ular", "ish"];

    private const double MarkWeight = 1.2;

    /// <summary>A phrase of several words names a topic better than any of them.</summary>
    private static readonly double[] LengthWeights = [1, 2.2, 2.8];

    /// <summary>Words that nouns follow.</summary>
    private static readonly FrozenSet<string> BeforeNoun =
        "the a an this that these those our your my their his her its of for in with about on some any no all each every many more which by from as two three".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private readonly Dictionary<string, Phrase> _phrases = new(StringComparer.Ordinal);
    private int _segments;

    /// <summary>Takes in what the next segment says.</summary>
    public void Add(Utterance utterance)
    {
        _segments++;
        foreach (var sentence in utterance.Sentences)
            AddRuns(sentence.Whole, utterance.Index);

        if (_phrases.Count <= MostPhrases)
            return;

        foreach (var (key, phrase) in _phrases)
        {
            if (phrase.Spread == 1)
                _phrases.Remove(key);
        }
    }

    /// <summary>The topics now, the strongest first.</summary>
    public IReadOnlyList<Phrase> Topics()
    {
        var repeated = _phrases.Values.Where(phrase => phrase.Spread > 1 && !IsName(phrase)).ToList();
        var within = Within(repeated);
        var topics = new List<Phrase>();
        var wanted = Math.Min(MostTopics, FewestTopics + (_segments / SegmentsPerTopic));
        foreach (var phrase in repeated.OrderByDescending(phrase => Score(phrase, within)).ThenBy(phrase => phrase.Segment).ThenBy(phrase => phrase.Ordinal))
        {
            if (topics.Count == wanted)
                break;

            if (IsNameable(phrase) && !topics.Exists(topic => Shares(topic.Key, phrase.Key)))
                topics.Add(phrase);
        }

        return topics;
    }

    private void AddRuns(Clause clause, int segment)
    {
        var words = clause.Words.Span;
        var marked = MarkedFrom(clause);
        for (var from = 0; from < words.Length; from++)
        {
            var key = "";
            var asNoun = from > 0 && BeforeNoun.Contains(words[from - 1].Text);
            for (var length = 1; length <= LongestPhrase && from + length <= words.Length; length++)
            {
                var word = words[from + length - 1];
                if (!WordLists.IsContent(word.Text) || (length > 1 && IsApart(clause.Source, words[from + length - 2], word)))
                    break;

                key = length == 1 ? Stemmer.Stem(word.Text) : key + " " + Stemmer.Stem(word.Text);
                Count(key, length, clause.Source[words[from].Start..word.End], segment, words[from].Start, asNoun, from >= marked);
            }
        }
    }

    private void Count(string key, int length, string form, int segment, int ordinal, bool asNoun, bool marked)
    {
        if (!_phrases.TryGetValue(key, out var phrase))
            _phrases[key] = phrase = new Phrase(key, length, form, segment, ordinal);

        phrase.Said(form, segment, asNoun, marked);
    }

    /// <summary>For each phrase inside longer ones: how often, and in how many, it is said there.</summary>
    private static Dictionary<string, (int Spread, int Phrases)> Within(List<Phrase> phrases)
    {
        var within = new Dictionary<string, (int Spread, int Phrases)>(StringComparer.Ordinal);
        foreach (var phrase in phrases.Where(phrase => phrase.Words > 1))
        {
            var stems = phrase.Key.Split(' ');
            for (var length = 1; length < stems.Length; length++)
            {
                for (var from = 0; from + length <= stems.Length; from++)
                {
                    var key = string.Join(' ', stems, from, length);
                    var (spread, count) = within.GetValueOrDefault(key);
                    within[key] = (spread + phrase.Spread, count + 1);
                }
            }
        }

        return within;
    }

    private static double Score(Phrase phrase, Dictionary<string, (int Spread, int Phrases)> within)
    {
        var own = within.TryGetValue(phrase.Key, out var longer) ? phrase.Spread - ((double)longer.Spread / longer.Phrases) : phrase.Spread;
        return (LengthWeights[phrase.Words - 1] * own) + (MarkWeight * phrase.Marked);
    }

    /// <summary>The word from which on a sentence names what is talked about, or what was decided.</summary>
    private static int MarkedFrom(Clause clause)
    {
        if (Announcement().Match(clause.Normal) is { Success: true } announced)
            return clause.IndexOf(announced.Index + announced.Length - 1) + 1;

        return DecisionRules.Read(clause, before: null) is DecisionForce.Stated or DecisionForce.Chosen ? 0 : int.MaxValue;
    }

    private bool IsName(Phrase phrase) => phrase.Form.Split(' ').Any(word => names.Contains(word.ToLowerInvariant()));

    /// <summary>Whether it reads as a name: not an adverb or a form of a verb alone, nor a fragment.</summary>
    private static bool IsNameable(Phrase phrase)
    {
        var form = phrase.Form;
        return phrase.IsNoun
            && !form.EndsWith("ly", StringComparison.Ordinal)
            && (phrase.Words > 1 || phrase.IsSurelyNoun || !form.EndsWith("ing", StringComparison.Ordinal))
            && (phrase.Words > 1 || form.All(char.IsUpper) || (form.Length > 3 && !Array.Exists(NoNoun, ending => form.EndsWith(ending, StringComparison.Ordinal))));
    }

    /// <summary>Whether the two have a word in common: they are then one topic.</summary>
    private static bool Shares(string topic, string key) => topic.Split(' ').Intersect(key.Split(' '), StringComparer.Ordinal).Any();

    private static bool IsApart(string source, Word word, Word next) => source.AsSpan(word.End, next.Start - word.End).ContainsAnyExcept(' ', '-');

    /// <summary>"Let's talk about …", "our next topic is …", "an update on …".</summary>
    [GeneratedRegex(@"\b(?:(?:talk(?:ing|ed)?|speak(?:ing)?|spoke|hear|questions?|concern(?:s|ed)?|thoughts|worried|report) (?:about|on)|discuss(?:ing)?|(?:topic|subject|agenda|item|point|issue|focus)s?(?: (?:today|here|now|for today|on the agenda))? (?:is|are|will be|on)|agenda|go(?:ing)? (?:over|through)|mov(?:e|ing) on to|(?:come|comes|coming|turn|get|over) to|regarding|as for|(?:update|updates|status|news|progress) (?:on|of|about|from)|comes to|in terms of)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Announcement();
}
