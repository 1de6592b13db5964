using MeetingIntel.Api.Transcription;
using MeetingIntel.Grains.Placement;
using Orleans.Runtime.Providers;
using Orleans.Streams;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>
/// Orleans' memory streams: items wait in grains, and agents on the silos fetch and deliver them. An item is two or three calls between processes, so audio is
/// handed over in larger pieces than it comes in. What a lost silo held is lost; audio clients are then asked to send again, and the transcript's consumers
/// read the journal.
/// </summary>
internal static class Streams
{
    /// <summary>For how long a front-end gathers frames that come in real time.</summary>
    private const string HandOver = "100";

    /// <summary>How often each queue of audio is looked into; half of it is what a piece of audio waits on average.</summary>
    private static readonly TimeSpan AudioPeriod = TimeSpan.FromMilliseconds(20);

    /// <summary>The same for what was said; its readers look at it once a second.</summary>
    private static readonly TimeSpan TranscriptPeriod = TimeSpan.FromMilliseconds(100);

    /// <summary>For so long the delivery of an item is tried: longer than a fail-over. What is not delivered then, its sender sends again.</summary>
    private static readonly TimeSpan Delivery = TimeSpan.FromSeconds(20);

    /// <summary>How long an item stays in memory after it came, delivered or not: 1 MB for each live channel. Orleans' half hour would keep 58 MB.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    private static readonly StreamRetries Retries = new();

    /// <summary>How front-ends take audio in, unless the operator says otherwise.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> AudioDefaults { get; } = [new($"{AudioOptions.Section}:{nameof(AudioOptions.HandOverMilliseconds)}", HandOver)];

    /// <summary>Adds the streams to a silo.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="queues">How many queues the cluster has.</param>
    public static void AddStreams(this ISiloBuilder silo, int queues)
    {
        ByteSegmentCodec.AddTo(silo.Services);
        silo.AddIncomingGrainCallFilter<QueuesBesideAgents>();
        silo.Services.AddSingleton<AudioRoutes>();
        silo.Services.AddSingleton<IAudioRoutes>(provider => provider.GetRequiredService<AudioRoutes>());
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<AudioRoutes>());
        silo.AddMemoryStreams(StreamNames.Audio, streams => Configure(streams, queues, AudioPeriod));
        silo.AddMemoryStreams(StreamNames.Transcript, streams => Configure(streams, queues, TranscriptPeriod));
    }

    /// <summary>Adds the streams that a front-end sends on to one that is a client of the silos.</summary>
    /// <param name="client">The client.</param>
    /// <param name="queues">How many queues the cluster has.</param>
    public static void AddStreams(this IClientBuilder client, int queues)
    {
        ByteSegmentCodec.AddTo(client.Services);
        client.AddMemoryStreams(StreamNames.Audio, streams =>
        {
            streams.ConfigurePartitioning(queues);
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
        });
    }

    private static void Configure(ISiloMemoryStreamConfigurator streams, int queues, TimeSpan period)
    {
        streams.ConfigurePartitioning(queues);
        // The default, but as a service that AudioRoutes can ask which queues this silo reads.
        streams.UseConsistentRingQueueBalancer();
        // All subscriptions are implicit, so there is no state of subscriptions to keep.
        streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
        streams.ConfigurePullingAgent(agent => agent.Configure(options =>
        {
            options.GetQueueMsgsTimerPeriod = period;
            options.MaxEventDeliveryTime = Delivery;
        }));
        streams.ConfigureBackoffProvider((_, _) => (IQueueReaderBackoffProvider)Retries);
        streams.ConfigureBackoffProvider((_, _) => (IMessageDeliveryBackoffProvider)Retries);
        streams.ConfigureCacheEviction(cache => cache.Configure(options =>
        {
            options.DataMinTimeInCache = Memory;
            options.DataMaxAgeInCache = Memory;
        }));
    }
}
