namespace MeetingIntel.Placement;

/// <summary>Where the silos of a cluster tell each other how loaded they are. There is one, with the key <see cref="Key"/>; it remembers nothing that is not reported again a second later.</summary>
[Alias("mi.IClusterLoadGrain")]
public interface IClusterLoadGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "cluster";

    /// <summary>Reports a silo's load, and asks for that of all.</summary>
    /// <param name="load">How loaded the caller is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The newest report of each silo that has reported within the last seconds.</returns>
    [Alias("ReportAsync")]
    Task<ClusterLoads> ReportAsync(SiloLoad load, CancellationToken cancellationToken);
}
