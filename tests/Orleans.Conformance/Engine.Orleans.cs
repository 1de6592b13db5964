using Orleans.Hosting;

namespace Orleans.Conformance;

/// <summary>Composes a cluster on Orleans.</summary>
internal static class Engine
{
    internal static void Configure(ISiloBuilder silo) =>
        silo.AddMemoryGrainStorage(Names.Storage)
            .AddMemoryGrainStorage("PubSubStore")
            .AddMemoryStreams(Names.Streams);
}
