namespace MeetingIntel.Placement;

/// <summary>How loaded a silo is.</summary>
/// <param name="Silo">The silo's address; another one after each start.</param>
/// <param name="Number">1, 2, 3 … with each report of this silo.</param>
/// <param name="LiveChannels">Audio channels that it transcribes.</param>
/// <param name="ChannelCapacity">Audio channels that it takes at most; 0 while it takes none.</param>
/// <param name="Sessions">Active sessions.</param>
/// <param name="Cpu">0…1, the share of its cores that its process has used lately.</param>
[GenerateSerializer, Immutable, Alias("mi.silo.load")]
public sealed record SiloLoad(
    [property: Id(0)] string Silo,
    [property: Id(1)] long Number,
    [property: Id(2)] int LiveChannels,
    [property: Id(3)] int ChannelCapacity,
    [property: Id(4)] int Sessions,
    [property: Id(5)] double Cpu);

/// <summary>How loaded a cluster is.</summary>
/// <param name="Silos">The newest report of each silo, in no order.</param>
[GenerateSerializer, Immutable, Alias("mi.cluster.loads")]
public sealed record ClusterLoads([property: Id(0)] IReadOnlyList<SiloLoad> Silos);
