using System.Globalization;
using MeetingIntel.Grains.Placement;
using Orleans.Streams;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>
/// Sends a session's audio through a queue of the session's own silo, where its transcriptions are, too: it then goes from the front-end there, and not by way
/// of a third. Orleans maps a stream to a queue by the hash of its name, so a suffix is looked for that leads to the queue.
/// </summary>
/// <param name="services">The silo's.</param>
internal sealed class AudioRoutes(IServiceProvider services) : IAudioRoutes, ILifecycleParticipant<ISiloLifecycle>
{
    private IStreamQueueBalancer? _balancer;
    private IStreamQueueMapper? _mapper;

    /// <inheritdoc/>
    public uint? NearQueue() =>
        _balancer?.GetMyQueues().ToArray() is { Length: > 0 } mine ? mine[Random.Shared.Next(mine.Length)].GetNumericId() : null;

    /// <inheritdoc/>
    public string Namespace(string key, uint? queue)
    {
        if (queue is null || _mapper is null)
        {
            return StreamNames.Audio;
        }

        var name = StreamNames.Audio;
        for (var suffix = 0; _mapper.GetQueueForStream(StreamId.Create(name, key)).GetNumericId() != queue; suffix++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{StreamNames.Audio}/{suffix}");
        }

        return name;
    }

    /// <summary>Queues have their readers once the silo is active.</summary>
    /// <param name="lifecycle">The silo's.</param>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(AudioRoutes), ServiceLifecycleStage.Active + 1, _ =>
    {
        _mapper = services.GetRequiredKeyedService<IQueueAdapterFactory>(StreamNames.Audio).GetStreamQueueMapper();
        _balancer = services.GetRequiredKeyedService<IStreamQueueBalancer>(StreamNames.Audio);
        return Task.CompletedTask;
    });
}
