using Orleans.Hosting;

namespace Orleans.Conformance;

/// <summary>Composes a cluster on the embedded engine.</summary>
internal static class Engine
{
    internal static void Configure(ISiloBuilder silo) =>
        silo.AddMemoryGrainStorage(Names.Storage)
            .AddMemoryStreams(Names.Streams);
}
