using System.Diagnostics;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>A minute of <c>bench/Chaos</c>: processes of a cluster are killed, hung and stopped, and PostgreSQL and Redis go away, in the middle of live meetings.</summary>
public sealed class ChaosTests
{
    [Fact(Timeout = 300_000)]
    public async Task Cluster_UnderFaults_LosesNothingThatWasAcknowledged()
    {
        var program = AppContext.BaseDirectory.Replace($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}EndToEnd", "/bench/Chaos", StringComparison.Ordinal);
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(program, "MeetingIntel.Bench.Chaos.dll"),
            "--minutes", "1", "--channels", "10", "--rest", "2", "--settle", "10", "--seed", "3"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using var chaos = Process.Start(start)!;
        var (told, wrong) = (chaos.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), chaos.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        try
        {
            await chaos.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!chaos.HasExited)
            {
                chaos.Kill(entireProcessTree: true);
            }
        }

        Assert.True(chaos.ExitCode == 0, $"{await told}\n{await wrong}");
    }
}
