namespace MeetingIntel.Providers.Insights.Local.Topics;

/// <summary>A run of one to three words that says something, and how often it was said.</summary>
internal sealed class Phrase(string key, int words, string form, int segment, int ordinal)
{
    private const int MostSegments = 12;

    private int _votes;
    private int _lastSegment = -1;

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

    /// <summary>The first segments that said it, in order.</summary>
    public List<int> Segments { get; } = new(1);

    /// <summary>Rises with every change that shows.</summary>
    public int Version { get; private set; }

    public void Said(string form, int segment)
    {
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
