using Orleans.Conformance;
using Orleans.TestingHost;

[assembly: AssemblyFixture(typeof(SharedCluster))]

namespace Orleans.Conformance;

/// <summary>The cluster of all tests that need no special one. Each test uses keys of its own.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    internal TestCluster Cluster { get; private set; } = null!;

    internal IGrainFactory Grains => Cluster.GrainFactory;

    public async ValueTask InitializeAsync() => Cluster = await Clusters.StartAsync<Configuration>();

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();

    private sealed class Configuration : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => Engine.Configure(siloBuilder);
    }
}

/// <summary>Starts clusters of one silo.</summary>
internal static class Clusters
{
    internal static async Task<TestCluster> StartAsync<TConfigurator>()
        where TConfigurator : new()
    {
        var builder = new TestClusterBuilder(1);
        _ = builder.AddSiloBuilderConfigurator<TConfigurator>();
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}

/// <summary>Keys that no other test has.</summary>
internal static class Key
{
    internal static string New() => Guid.NewGuid().ToString("N");
}
