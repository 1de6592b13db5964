namespace MeetingIntel.Insights;

/// <summary>Appends what an analysis pass changed.</summary>
/// <param name="Update">The change. It replaces whole insights by id, so the same change twice leaves the same insights.</param>
/// <param name="Base">What it is a change of; <see langword="null"/> from builds that do not tell.</param>
/// <param name="CorrectedSeq">The newest correction of the transcript that was known before it was read; 0: none.</param>
[GenerateSerializer, Immutable, Alias("mi.insights.update")]
public sealed record UpdateInsights([property: Id(0)] InsightsUpdated Update, [property: Id(1)] InsightMark? Base = null, [property: Id(2)] long CorrectedSeq = 0);

/// <summary>How far an understanding goes. Of the same events the same is understood, so that two of one session that go equally far are alike.</summary>
/// <param name="ThroughSeq">The newest event that it had read; 0 before the first.</param>
/// <param name="Final">Whether the session had ended and all that was said is in.</param>
[GenerateSerializer, Immutable, Alias("mi.insights.mark")]
public sealed record InsightMark([property: Id(0)] long ThroughSeq, [property: Id(1)] bool Final)
{
    /// <summary>Nothing is understood yet.</summary>
    public static InsightMark None { get; } = new(0, Final: false);
}

/// <summary>Records an insight that a client produced.</summary>
/// <param name="Kind">The client's own kind.</param>
/// <param name="Body">The client's JSON value, as text.</param>
[GenerateSerializer, Immutable, Alias("mi.insight.add")]
public sealed record AddInsight([property: Id(0)] string Kind, [property: Id(1)] string Body);
