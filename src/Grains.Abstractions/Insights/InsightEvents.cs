using MeetingIntel.Timeline;

namespace MeetingIntel.Insights;

/// <summary>What one analysis pass changed.</summary>
/// <param name="ThroughSeq">The newest event that the pass had read.</param>
/// <param name="Final">Whether the session had ended and all that was said is in.</param>
/// <param name="Summary">The new summary; <see langword="null"/> when it did not change; one without text when there is none any more.</param>
/// <param name="Changed">New and changed insights, whole.</param>
/// <param name="Removed">Ids of insights that no longer stand.</param>
/// <param name="Total">How many insights stand afterwards.</param>
[GenerateSerializer, Immutable, Alias("mi.event.insight.updated")]
public sealed record InsightsUpdated(
    [property: Id(0)] long ThroughSeq,
    [property: Id(1)] bool Final,
    [property: Id(2)] MeetingSummary? Summary,
    [property: Id(3)] IReadOnlyList<Insight> Changed,
    [property: Id(4)] IReadOnlyList<string> Removed,
    [property: Id(5)] int Total) : SessionEventData;

/// <summary>An insight that a client produced and sent (Astro's <c>insight_generated</c>).</summary>
/// <param name="Kind">The client's own kind, for example <c>general</c>.</param>
/// <param name="Body">The client's JSON value, as text.</param>
[GenerateSerializer, Immutable, Alias("mi.event.insight.received")]
public sealed record InsightReceived([property: Id(0)] string Kind, [property: Id(1)] string Body) : SessionEventData;
