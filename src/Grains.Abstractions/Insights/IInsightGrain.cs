using Orleans.Concurrency;

namespace MeetingIntel.Insights;

/// <summary>The running understanding of one session. Key: the session id. Listens to the stream <see cref="StreamNames.Transcript"/>.</summary>
[Alias("mi.IInsightGrain")]
public interface IInsightGrain : IGrainWithStringKey
{
    /// <summary>All that is understood now.</summary>
    [ReadOnly]
    Task<InsightSet> GetAsync();
}
