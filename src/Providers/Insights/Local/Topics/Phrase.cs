namespace MeetingIntel.Providers.Insights.Local.Topics;

/// <summary>A run of one to three words that says something, and how often it was said.</summary>
internal sealed class Phrase(string key, int words, string form, int segment, int ordinal)
{
    private const int MostSegments = 12;

    /// <summary>The share of mentions after "the", "of" and the like from which a phrase counts as the name of something.</summary>
    private const double NounShare = 0.3;

    private const double SureShare = 0.7;

    private int _votes;
    private int _mentions;
    private int _asNoun;
    private int _lastSegment = -1;
    private int _lastMarked = -1;

    /// <summary>Its stems, one space between.</summary>
    public string Key { get; } = key;

    public int Words { get; } = words;

    /// <summary>The form in which it is said most (majority vote), as it stands in the text.</summary>
    public string Form { get; private set; } = form;

    /// <summary>The segment that said it first.</summary>
    public int Segment { get; } = segment;

    /// <summary>Where in that segment.</summary>
    public int Ordinal { get; } = ordinal;

    /// <summary>In how many segments it was said.</summary>
    public int Spread { get; private set; }

    /// <summary>In how many segments it was announced, or stood in a decision: what somebody singles out is more of a topic than what is said in passing.</summary>
    public int Marked { get; private set; }

    /// <summary>The first segments that said it, in order.</summary>
    public List<int> Segments { get; } = new(1);

    /// <summary>Rises with every change that shows.</summary>
    public int Version { get; private set; }

    /// <summary>Whether it is used as nouns are: "the budget", but "to provide".</summary>
    public bool IsNoun => _asNoun >= NounShare * _mentions;

    /// <summary>Whether it hardly ever is used otherwise: "the onboarding", but "testing the pump".</summary>
    public bool IsSurelyNoun => _asNoun >= SureShare * _mentions;

    /// <summary>Counts a mention.</summary>
    /// <param name="form">As it stands in the text.</param>
    /// <param name="segment">Where.</param>
    /// <param name="asNoun">Whether it follows a word that nouns follow.</param>
    /// <param name="marked">See <see cref="Marked"/>.</param>
    public void Said(string form, int segment, bool asNoun, bool marked)
    {
        if (marked && segment != _lastMarked)
            (Marked, _lastMarked) = (Marked + 1, segment);

        _mentions++;
        _asNoun += asNoun ? 1 : 0;
        if (_votes == 0)
            SetForm(form);

        _votes += string.Equals(form, Form, StringComparison.Ordinal) ? 1 : -1;
        if (segment == _lastSegment)
            return;

        _lastSegment = segment;
        Spread++;
        if (Segments.Count < MostSegments)
        {
            Segments.Add(segment);
            Version++;
        }
    }

    private void SetForm(string form)
    {
        Form = form;
        Version++;
    }
}
