using System.Text.Json.Serialization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Insights;
using MeetingIntel.Storage.Insights;

namespace MeetingIntel.Api.Live;

/// <summary>The running summary as Astro's pages read it; its fields are in camel case there, unlike all others.</summary>
/// <param name="Summary">A few sentences.</param>
/// <param name="ActionItems">Who does what by when.</param>
/// <param name="Questions">What is still open.</param>
/// <param name="NextSteps">What is to be done, in a sentence each.</param>
internal sealed record AstroSummary(
    [property: JsonPropertyName("summary")] string Summary,
    [property: JsonPropertyName("actionItems")] IReadOnlyList<AstroSummary.ActionItem> ActionItems,
    [property: JsonPropertyName("questions")] IReadOnlyList<string> Questions,
    [property: JsonPropertyName("nextSteps")] IReadOnlyList<string> NextSteps)
{
    /// <summary>When it was read; <see langword="null"/> while nothing is understood.</summary>
    [JsonPropertyName("lastUpdated")]
    public DateTimeOffset? LastUpdated { get; init; }

    /// <summary>Final lines that there were.</summary>
    [JsonPropertyName("finalTranscriptCount")]
    public int FinalTranscriptCount { get; init; }

    /// <summary>From what stands.</summary>
    /// <param name="insights">What stands.</param>
    /// <param name="at">When it was read.</param>
    public static AstroSummary From(InsightSet insights, DateTimeOffset at)
    {
        var open = insights.Insights.Where(insight => insight.Status == InsightStatus.Open).ToLookup(insight => insight.Kind);
        return new(
            insights.Summary?.Text ?? "",
            [.. insights.Insights.Where(insight => insight.Kind == InsightKind.ActionItem).Select(ActionItem.From)],
            [.. open[InsightKind.Question].Select(insight => insight.Text)],
            [.. open[InsightKind.ActionItem].Select(insight => insight.Text)])
        {
            LastUpdated = insights.Summary is null && insights.Insights.Count == 0 ? null : at,
        };
    }

    /// <summary>The event that shows it to a room.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="finals">Final lines that there were.</param>
    public AstroEvent ToEvent(string sessionId, int finals) =>
        new("meeting_summary_update", new { session_id = sessionId, summary = this with { FinalTranscriptCount = finals }, timestamp = LastUpdated });

    /// <summary>Something to be done.</summary>
    /// <param name="Task">What.</param>
    /// <param name="Assignee">By whom.</param>
    /// <param name="Deadline">By when, in the words of the meeting.</param>
    internal sealed record ActionItem(
        [property: JsonPropertyName("task")] string Task,
        [property: JsonPropertyName("assignee")] string Assignee,
        [property: JsonPropertyName("deadline")] string Deadline)
    {
        /// <summary>From what stands.</summary>
        /// <param name="insight">What stands.</param>
        public static ActionItem From(Insight insight) => new(insight.Text, insight.Assignee ?? "Unassigned", insight.Due ?? "Not specified");
    }
}

/// <summary>Reads running summaries for Astro's clients.</summary>
internal sealed class AstroSummaries(IInsightReads insights, TimeProvider time)
{
    /// <summary>The summary of a session as it stands.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AstroSummary> ReadAsync(string orgId, string sessionId, CancellationToken cancellationToken) =>
        AstroSummary.From((await insights.GetAsync(orgId, sessionId, cancellationToken)).Insights, time.GetUtcNow());

    /// <summary>The same for who hears of it now and then.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: it can't be read now; the next change tells of it.</returns>
    public async Task<AstroSummary?> FindAsync(string orgId, string sessionId, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(orgId, sessionId, cancellationToken);
        }
        catch (Exception exception) when (ExceptionProblems.Passing(exception) is not null && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
