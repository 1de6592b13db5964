using MeetingIntel.Providers.Media;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Service.Health;

/// <summary>The programs that decode uploads: whether they are there. They are not started for it.</summary>
internal sealed class MediaCheck(IOptions<MediaOptions> options)
    : DependencyCheck("ffmpeg or ffprobe is missing: install the package ffmpeg; recordings can't be uploaded until then, live audio needs neither.")
{
    /// <inheritdoc/>
    protected override Task<HealthCheckResult> LookAsync(CancellationToken cancellationToken) =>
        Task.FromResult(IsThere(options.Value.Ffmpeg) && IsThere(options.Value.Ffprobe) ? Well : HealthCheckResult.Degraded(Unwell.Description));

    private static bool IsThere(string program)
    {
        // A path is itself; a name is looked for where the system would.
        var folders = program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? [""]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Any(folder => File.Exists(Path.Combine(folder, program)));
    }
}
