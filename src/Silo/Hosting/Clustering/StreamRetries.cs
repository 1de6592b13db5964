using Orleans.Internal;
using Orleans.Runtime.Providers;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>
/// How soon a stream tries again to read its queue, or to deliver to a grain, that lived on a lost silo: both live elsewhere at the next call. Orleans' own pause
/// before reading is 10 to 20 s, for queues that are services; for so long a third of all meetings of a cluster of three would stand still.
/// </summary>
internal sealed class StreamRetries() : FixedBackoff(Pause), IQueueReaderBackoffProvider, IMessageDeliveryBackoffProvider
{
    /// <summary>The pause between two tries.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
}
