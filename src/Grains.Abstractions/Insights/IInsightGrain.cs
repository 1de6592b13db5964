using Orleans.Concurrency;

namespace MeetingIntel.Insights;

/// <summary>The running understanding of one session. Key: the session id. Listens to the stream <see cref="StreamNames.Transcript"/>.</summary>
[Alias("mi.IInsightGrain")]
public interface IInsightGrain : IGrainWithStringKey
{
    /// <summary>All that is understood now.</summary>
    [ReadOnly, Alias("GetAsync")]
    Task<InsightSet> GetAsync();

    /// <summary>The session is about to end, or its transcript to be corrected: from now on the pass that is due then is made, whatever fails meanwhile.</summary>
    [AlwaysInterleave, Alias("ExpectEndAsync")]
    Task ExpectEndAsync();
}
