using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Activations;
using Orleans.Configuration;
using Orleans.Internal;
using Orleans.Runtime;
using Orleans.Runtime.Providers;

namespace Orleans.Streams;

/// <summary>Streams within the process. Items wait in memory, in a bounded queue for each consumer, and are gone when the process ends.</summary>
internal sealed class MemoryStreamProvider : IStreamProvider
{
    /// <summary>How many subscriptions a stream can have.</summary>
    internal const int MaxSubscriptions = 10_000;

    private readonly ConcurrentDictionary<StreamId, StreamTopic> _topics = new();
    private readonly long _inactivityMilliseconds;

    internal MemoryStreamProvider(IServiceProvider services, string name)
    {
        Name = name;
        Runtime = services.GetRequiredService<SiloRuntime>();
        var agent = services.GetRequiredService<IOptionsMonitor<StreamPullingAgentOptions>>().Get(name);
        BatchSize = agent.BatchContainerBatchSize;
        MaxDeliveryTime = agent.MaxEventDeliveryTime;
        _inactivityMilliseconds = (long)agent.StreamInactivityPeriod.TotalMilliseconds;
        QueueLimit = services.GetRequiredService<IOptionsMonitor<SimpleQueueCacheOptions>>().Get(name).CacheSize;
        Backoff = services.GetKeyedService<IMessageDeliveryBackoffProvider>(name) ?? (IBackoffProvider)new ExponentialBackoff();
        Runtime.OnCollecting(ForgetIdle);
        Runtime.Clock.OnTick(ExpireProducers);
    }

    public string Name { get; }

    public bool IsRewindable => false;

    internal SiloRuntime Runtime { get; }

    internal int BatchSize { get; }

    internal int QueueLimit { get; }

    internal TimeSpan MaxDeliveryTime { get; }

    internal IBackoffProvider Backoff { get; }

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(this, streamId);

    internal StreamTopic<T> Topic<T>(StreamId id)
    {
        var topic = _topics.GetOrAdd(id, static (id, provider) => new StreamTopic<T>(provider, id), this);
        return topic as StreamTopic<T>
            ?? throw new InvalidOperationException($"Stream {id} of {Name} has items of another type than {typeof(T)}.");
    }

    internal IEnumerable<(Guid Subscription, GrainId Consumer)> ImplicitConsumers(StreamId id)
    {
        var ns = id.GetNamespace() ?? string.Empty;
        foreach (var grainClass in Runtime.Classes.All)
        {
            if (!grainClass.ImplicitSubscriptions.Any(predicate => predicate.IsMatch(ns)))
                continue;
            var consumer = GrainId.Create(grainClass.GrainType, KeyOf(id, grainClass));
            yield return (SubscriptionId(id, consumer), consumer);
        }
    }

    private static IdSpan KeyOf(StreamId id, GrainClass grainClass)
    {
        var key = id.GetKeyAsString();
        return typeof(IGrainWithIntegerKey).IsAssignableFrom(grainClass.Type) && long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? GrainIdKeyExtensions.CreateIntegerKey(number)
            : IdSpan.Create(key);
    }

    /// <summary>The same subscription has the same id in every run.</summary>
    private Guid SubscriptionId(StreamId id, GrainId consumer)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{id}\n{consumer}"), hash);
        return new(hash[..16]);
    }

    private void ForgetIdle()
    {
        var now = Runtime.Clock.Now;
        foreach (var (id, topic) in _topics)
        {
            if (now - topic.LastUsed >= _inactivityMilliseconds && topic.TryForget())
                _ = _topics.TryRemove(new(id, topic));
        }
    }

    private void ExpireProducers(long now)
    {
        foreach (var (_, topic) in _topics)
            topic.ExpireProducers(now);
    }

    /// <summary>1 s, then twice as long each time, up to 30 s.</summary>
    private sealed class ExponentialBackoff : IBackoffProvider
    {
        private const int Longest = 30;

        public TimeSpan Next(int attempt) => TimeSpan.FromSeconds(Math.Min(Longest, 1 << Math.Min(attempt, 5)));
    }
}
