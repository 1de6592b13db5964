using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Activations;
using Orleans.Calls;
using Orleans.Configuration;
using Orleans.Manifest;
using Orleans.Observers;

namespace Orleans.Runtime;

/// <summary>The engine of one host: it knows the grain classes, the activations and the observers, and ends calls that take too long.</summary>
internal sealed class SiloRuntime : IGrainRuntime, IDisposable
{
    private readonly ITimer _collector;
    private ImmutableList<Action> _collectors = [];
    private volatile bool _stopping;

    public SiloRuntime(
        IServiceProvider services,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        IEnumerable<IIncomingGrainCallFilter> incoming,
        IEnumerable<IOutgoingGrainCallFilter> outgoing,
        TimeProvider timeProvider,
        ILogger<SiloRuntime> logger)
    {
        Services = services;
        Log = new(logger);
        Collection = collection.Value;
        WaitingLimit = messaging.Value.MaxEnqueuedRequestsHardLimit is > 0 and var limit ? limit : int.MaxValue;
        Filters = new([.. incoming], [.. outgoing]);
        var parts = ApplicationParts.Find();
        var catalog = ApplicationParts.References(parts);
        Classes = new(ApplicationParts.GrainClasses(parts), Collection);
        Directory = new(this, Classes);
        Observers = new(this);
        References = new(this, catalog);
        GrainFactory = new GrainFactory(this);
        Clock = new(timeProvider, messaging.Value.ResponseTimeout, catalog.MethodTimeouts);
        Clock.OnTick(ExpireCalls);
        _collector = timeProvider.CreateTimer(_ => Collect(), null, Collection.CollectionQuantum, Collection.CollectionQuantum);
    }

    public IServiceProvider Services { get; }

    public IServiceProvider ServiceProvider => Services;

    public GrainFactory GrainFactory { get; }

    IGrainFactory IGrainRuntime.GrainFactory => GrainFactory;

    public TimeProvider TimeProvider => Clock.TimeProvider;

    internal RuntimeLog Log { get; }

    internal RuntimeClock Clock { get; }

    internal GrainCollectionOptions Collection { get; }

    /// <summary>How many requests may wait for one grain or observer.</summary>
    internal int WaitingLimit { get; }

    internal CallFilters Filters { get; }

    internal GrainClassMap Classes { get; }

    internal ActivationDirectory Directory { get; }

    internal ObserverDirectory Observers { get; }

    internal ReferenceFactory References { get; }

    public void DeactivateOnIdle(IGrainContext grainContext) =>
        grainContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) => ((Activation)grainContext).DelayDeactivation(timeSpan);

    public void Dispose()
    {
        _stopping = true;
        _collector.Dispose();
        Clock.Dispose();
    }

    /// <summary>The mailbox of a grain or an observer; a grain that has none gets one.</summary>
    internal RequestMailbox Resolve(GrainId id)
    {
        if (ObserverDirectory.IsObserver(id))
            return Observers.Get(id);
        if (Directory.TryGet(id, out var existing))
            return existing!;
        if (_stopping)
            throw new SiloUnavailableException($"The process is stopping and can't activate {id}.");
        return Directory.GetOrAdd(id);
    }

    /// <summary>Deactivates every grain, and waits for that until the token is cancelled.</summary>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        _collector.Dispose();
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The process is stopping.");
        try
        {
            // A call that was under way may have activated one more meanwhile.
            while (Directory.All.ToArray() is { Length: > 0 } activations)
            {
                foreach (var activation in activations)
                    activation.Deactivate(reason, cancellationToken);
                await Task.WhenAll(activations.Select(activation => activation.Deactivated)).WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            Log.StoppedWithActivations(Directory.Count);
        }
    }

    /// <summary>Registers what shall look for other idle things when idle grains are looked for.</summary>
    internal void OnCollecting(Action collect) =>
        ImmutableInterlocked.Update(ref _collectors, static (collectors, added) => collectors.Add(added), collect);

    private void ExpireCalls(long now)
    {
        if (CallRegistry.TakeExpired(this, now) is not { } expired)
            return;
        foreach (var call in expired)
        {
            // The caller's continuation shall not run on the clock's thread.
            _ = ThreadPool.UnsafeQueueUserWorkItem(static call => call.FailExpired(), call, preferLocal: false);
        }
    }

    private void Collect()
    {
        var now = Clock.Now;
        foreach (var activation in Directory.All)
            activation.CollectIfIdle(now);
        foreach (var collect in _collectors)
            collect();
    }
}
