namespace MeetingIntel.Insights;

/// <summary>Appends what an analysis pass changed.</summary>
/// <param name="Update">The change. It replaces whole insights by id, so the same change twice leaves the same insights.</param>
[GenerateSerializer, Immutable, Alias("mi.insights.update")]
public sealed record UpdateInsights([property: Id(0)] InsightsUpdated Update);

/// <summary>Records an insight that a client produced.</summary>
/// <param name="Kind">The client's own kind.</param>
/// <param name="Body">The client's JSON value, as text.</param>
[GenerateSerializer, Immutable, Alias("mi.insight.add")]
public sealed record AddInsight([property: Id(0)] string Kind, [property: Id(1)] string Body);
