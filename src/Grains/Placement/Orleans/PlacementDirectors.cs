using MeetingIntel.Transcription;
using Orleans.Metadata;
using Orleans.Runtime.Placement;

namespace MeetingIntel.Grains.Placement.Orleans;

/// <summary>Asks <see cref="ClusterLoad"/> where a session goes.</summary>
internal sealed class SessionPlacementDirector(ClusterLoad loads) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Choice.Of(target, context, loads.PlaceSession);
}

/// <summary>Asks <see cref="ClusterLoad"/> where a transcription goes.</summary>
internal sealed class TranscriptionPlacementDirector(ClusterLoad loads, PlacementSettings settings, GrainInterfaceTypeResolver interfaces) : IPlacementDirector
{
    private readonly GrainInterfaceType _calls = interfaces.GetGrainInterfaceType(typeof(ITranscriptionGrain));

    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        // A front-end calls; streams deliver from whichever silo their queue is on.
        var own = settings.OwnFirst && target.InterfaceType == _calls;
        return Choice.Of(target, context, (silos, self) => loads.PlaceChannel(silos, self, own));
    }
}

/// <summary>A choice among the silos that may take a grain.</summary>
internal static class Choice
{
    public static Task<SiloAddress> Of(PlacementTarget target, IPlacementContext context, Func<IReadOnlyList<string>, int, int> choose)
    {
        var silos = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint)
        {
            return Task.FromResult(hint);
        }

        var self = context.LocalSiloStatus == SiloStatus.Active ? Array.IndexOf(silos, context.LocalSilo) : -1;
        return Task.FromResult(silos[choose(Array.ConvertAll(silos, silo => silo.ToParsableString()), self)]);
    }
}
