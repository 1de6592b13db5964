using MeetingIntel.Grains.Sessions;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.GrainDirectory;
using Orleans.Metadata;
using Orleans.Runtime.Placement;

namespace MeetingIntel.Grains.Placement.Orleans;

/// <summary>Asks <see cref="ClusterLoad"/> where a session goes.</summary>
internal sealed class SessionPlacementDirector(ClusterLoad loads) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(Choice.Of(target, context, loads.PlaceSession));
}

/// <summary>Asks <see cref="ClusterLoad"/> where a transcription goes.</summary>
/// <param name="loads">What chooses.</param>
/// <param name="types">Knows what sessions are called.</param>
/// <param name="logger">Where it is told that the session's home was not known in time.</param>
/// <param name="directory">Where sessions live; there is none in a cluster of one silo.</param>
internal sealed partial class TranscriptionPlacementDirector(
    ClusterLoad loads,
    GrainTypeResolver types,
    ILogger<TranscriptionPlacementDirector> logger,
    [FromKeyedServices(GrainDirectoryAttribute.DEFAULT_GRAIN_DIRECTORY)] IGrainDirectory? directory = null)
    : IPlacementDirector
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly GrainType _session = types.GetGrainType(typeof(SessionGrain));

    public async Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var session = await FindSessionAsync(TranscriptionKey.Parse(target.GrainIdentity.Key.ToString()!).SessionId);
        return Choice.Of(target, context, (silos, self) => loads.PlaceChannel(silos, self, Array.IndexOf(silos, session?.ToParsableString())));
    }

    /// <summary>Where the session lives, if that is quickly known: to live beside it is only a wish.</summary>
    private async Task<SiloAddress?> FindSessionAsync(string id)
    {
        if (directory is null)
        {
            return null;
        }

        try
        {
            return (await directory.Lookup(GrainId.Create(_session, id)).WaitAsync(Patience))?.SiloAddress;
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException or OperationCanceledException)
        {
            LogNotFound(id, failure);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "Where session {SessionId} lives was not known in time; its transcription goes where there is most room. The silos may be agreeing on who is there.")]
    private partial void LogNotFound(string sessionId, Exception failure);
}

/// <summary>A choice among the silos that may take a grain.</summary>
internal static class Choice
{
    public static SiloAddress Of(PlacementTarget target, IPlacementContext context, Func<string[], int, int> choose)
    {
        var silos = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint)
        {
            return hint;
        }

        var self = context.LocalSiloStatus == SiloStatus.Active ? Array.IndexOf(silos, context.LocalSilo) : -1;
        return silos[choose(Array.ConvertAll(silos, silo => silo.ToParsableString()), self)];
    }
}
