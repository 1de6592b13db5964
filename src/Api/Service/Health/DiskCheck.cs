using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeetingIntel.Api.Service.Health;

/// <summary>Room on the disk of <c>DATA_DIRECTORY</c>.</summary>
/// <param name="freeBytes">How much is free; by default the disk is asked.</param>
internal sealed class DiskCheck(Func<long> freeBytes)
    : DependencyCheck("The disk of DATA_DIRECTORY is full, or can't be read: make room; uploads and the sample meeting fail until then.")
{
    private const long Little = 1L << 30;
    private const long Nothing = 100L << 20;

    private static readonly HealthCheckResult GettingFull = HealthCheckResult.Degraded("The disk of DATA_DIRECTORY has less than 1 GB left: make room before it is full.");

    /// <summary>How much is free where a directory is, or will be.</summary>
    /// <param name="directory">The directory; need not exist yet.</param>
    public static long FreeBytes(string directory)
    {
        var place = new DirectoryInfo(directory);
        while (!place.Exists && place.Parent is { } parent)
        {
            place = parent;
        }

        return new DriveInfo(place.FullName).AvailableFreeSpace;
    }

    /// <inheritdoc/>
    protected override Task<HealthCheckResult> LookAsync(CancellationToken cancellationToken) => Task.FromResult(freeBytes() switch
    {
        < Nothing => Unwell,
        < Little => GettingFull,
        _ => Well,
    });
}
