using Orleans.Providers;
using Orleans.Runtime.Placement;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>
/// Lets a stream's queue move to the silo whose agent reads it. Silos start one after the other: the first one's agents read all queues, and so all live there;
/// when later silos take their share of the reading, the queues would stay behind, and be read fifty times a second over the network.
/// </summary>
/// <param name="here">This silo.</param>
internal sealed class QueuesBesideAgents(ILocalSiloDetails here) : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is MemoryStreamQueueGrain && context.MethodName == nameof(IMemoryStreamQueueGrain.Dequeue) && ReaderOf(context) is { } reader && !reader.Equals(here.SiloAddress))
        {
            context.TargetContext.Migrate(new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = reader });
        }

        return context.Invoke();
    }

    /// <summary>An agent is a part of its silo, and its name says of which.</summary>
    private static SiloAddress? ReaderOf(IIncomingGrainCallContext call) =>
        call.SourceId is { } source && SystemTargetGrainId.TryParse(source, out var agent) ? agent.GetSiloAddress() : null;
}
