using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime.Providers;
using Orleans.TestingHost;

namespace Orleans.Conformance.Streams;

/// <summary>A cluster whose streams retry soon and give up soon.</summary>
public sealed class StreamCluster : IAsyncLifetime
{
    private static readonly TimeSpan Backoff = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    internal TestCluster Cluster { get; private set; } = null!;

    internal IProducerGrain Producer => Cluster.GrainFactory.GetGrain<IProducerGrain>("producer");

    public async ValueTask InitializeAsync() => Cluster = await Clusters.StartAsync<Configuration>();

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();

    private sealed class Configuration : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            Engine.Configure(siloBuilder);
            _ = siloBuilder.ConfigureServices(services => services
                .Configure<StreamPullingAgentOptions>(Names.Streams, options => options.MaxEventDeliveryTime = Patience)
                .AddKeyedSingleton<IMessageDeliveryBackoffProvider, ShortBackoff>(Names.Streams));
        }
    }

    private sealed class ShortBackoff : IMessageDeliveryBackoffProvider
    {
        public TimeSpan Next(int attempt) => Backoff;
    }
}
