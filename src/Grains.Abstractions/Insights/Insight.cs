namespace MeetingIntel.Insights;

/// <summary>Something understood from what was said.</summary>
/// <param name="Id">Stable while the insight stands: <c>ins_…</c>, derived from its kind and the segment that first said it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">In the words of the meeting, tidied; for a topic its name.</param>
/// <param name="Assignee">Who does it (action items); <see langword="null"/> when nobody was named.</param>
/// <param name="Due">When, in the words of the meeting (action items, dates); <see langword="null"/> when not said.</param>
/// <param name="DueOn">The calendar day that <paramref name="Due"/> means, when it can be told.</param>
/// <param name="Status">Open or settled (action items, questions).</param>
/// <param name="Answer">What was answered (questions); <see langword="null"/> while open.</param>
/// <param name="SegmentIds">The segments it rests on, in order of time; never empty.</param>
/// <param name="Source">Who understood it: <c>local</c>, or a model's name.</param>
[GenerateSerializer, Immutable, Alias("mi.insight")]
public sealed record Insight(
    [property: Id(0)] string Id,
    [property: Id(1)] InsightKind Kind,
    [property: Id(2)] string Text,
    [property: Id(3)] string? Assignee,
    [property: Id(4)] string? Due,
    [property: Id(5)] DateOnly? DueOn,
    [property: Id(6)] InsightStatus Status,
    [property: Id(7)] string? Answer,
    [property: Id(8)] IReadOnlyList<string> SegmentIds,
    [property: Id(9)] string Source);

/// <summary>Kinds of insight.</summary>
[GenerateSerializer]
public enum InsightKind
{
    /// <summary>What is talked about.</summary>
    Topic,

    /// <summary>Who does what by when.</summary>
    ActionItem,

    /// <summary>A question somebody asked.</summary>
    Question,

    /// <summary>What was agreed.</summary>
    Decision,

    /// <summary>A date or deadline that was mentioned.</summary>
    Date,
}

/// <summary>Whether an insight still wants something.</summary>
[GenerateSerializer]
public enum InsightStatus
{
    /// <summary>Not settled.</summary>
    Open,

    /// <summary>Answered, or a fact that wants nothing.</summary>
    Settled,
}

/// <summary>The running summary.</summary>
/// <param name="Text">A few sentences, in order of time.</param>
/// <param name="SegmentIds">The segments it rests on.</param>
/// <param name="Source">Who wrote it: <c>local</c>, or a model's name.</param>
[GenerateSerializer, Immutable, Alias("mi.summary")]
public sealed record MeetingSummary([property: Id(0)] string Text, [property: Id(1)] IReadOnlyList<string> SegmentIds, [property: Id(2)] string Source);

/// <summary>All that is understood at one moment.</summary>
/// <param name="Summary">The running summary; <see langword="null"/> while too little was said.</param>
/// <param name="Insights">In order of time.</param>
[GenerateSerializer, Immutable, Alias("mi.insights")]
public sealed record InsightSet([property: Id(0)] MeetingSummary? Summary, [property: Id(1)] IReadOnlyList<Insight> Insights);
