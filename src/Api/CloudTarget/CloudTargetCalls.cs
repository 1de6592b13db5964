using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Recordings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.CloudTarget;

/// <summary>Begins calls.</summary>
internal sealed class CloudTargetCalls(IGrainFactory grains, HubAudio audio, IOptions<KeptAudioOptions> kept, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<CloudTargetCalls> logger)
{
    /// <summary>Begins a call; it becomes a session when there is something to hear.</summary>
    /// <param name="caller">Whose.</param>
    public CloudTargetLoops Begin(Caller caller) => new(new CloudTargetCall(caller, grains, audio, kept.Value.Default, time, logger, lifetime.ApplicationStopping), time);
}
