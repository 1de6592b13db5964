using MeetingIntel.Insights;
using MeetingIntel.Transcription;

namespace MeetingIntel.Providers.Insights;

/// <summary>Understands meetings: the port that the local analyser and, later, language models are behind.</summary>
public interface IInsightAnalyser
{
    /// <summary>What stands as <see cref="Insight.Source"/>, for example <c>local</c>.</summary>
    string Source { get; }

    /// <summary>Begins the analysis of one meeting.</summary>
    /// <param name="context">What is known of the meeting.</param>
    IInsightAnalysis Begin(InsightContext context);
}

/// <summary>The analysis of one meeting. Not thread-safe: its owner calls it from one place at a time.</summary>
public interface IInsightAnalysis
{
    /// <summary>Takes in what was said; cheap.</summary>
    /// <param name="segment">The next segment, in order of the timeline.</param>
    void Add(TranscriptSegment segment);

    /// <summary>Gives all that is understood now. The same segments give the same set, with the same ids, however often this is called in between.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<InsightSet> AnalyseAsync(CancellationToken cancellationToken);
}

/// <summary>What is known of a meeting before anybody speaks.</summary>
/// <param name="Title">The meeting's name; may be empty.</param>
/// <param name="StartedAt">When it began, in the meeting's own zone: what "tomorrow" counts from.</param>
public sealed record InsightContext(string Title, DateTimeOffset StartedAt);
