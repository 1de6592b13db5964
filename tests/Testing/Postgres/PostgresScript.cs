using System.Diagnostics;

namespace MeetingIntel.Testing.Postgres;

/// <summary>Runs <c>scripts/postgres</c>.</summary>
internal static class PostgresScript
{
    /// <summary>Runs a command of the script.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    public static async Task<string> RunAsync(string command, string directory)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Root(), "scripts", "postgres"), [command, directory])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? (await output).Trim()
            : throw new InvalidOperationException($"scripts/postgres {command} failed: {await error}");
    }

    private static string Root()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "MeetingIntel.sln")))
                return directory.FullName;
        }

        throw new InvalidOperationException("The tests do not run below a checkout of the repository.");
    }
}
