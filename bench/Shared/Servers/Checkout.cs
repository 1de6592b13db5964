using System.Diagnostics;

namespace MeetingIntel.Bench.Servers;

/// <summary>The checkout that this program was built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>What a project was built to, in the same configuration as this program.</summary>
    /// <param name="project">Its folder.</param>
    /// <param name="assembly">Its name.</param>
    /// <param name="engine">The engine that it was built for.</param>
    public static string Output(string project, string assembly, string engine = "embedded")
    {
        var built = AppContext.BaseDirectory[(AppContext.BaseDirectory.LastIndexOf("/bin/", StringComparison.Ordinal) + 5)..].Replace("orleans/", "", StringComparison.Ordinal);
        var path = Path.Combine(Root, project, "bin", engine == "orleans" ? Path.Combine(engine, built) : built, assembly + ".dll");
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: build {project} for the engine '{engine}'.");
    }

    /// <summary>The commit, marked when there are changes that are not in it.</summary>
    public static string Commit()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Root, "describe", "--always", "--dirty", "--exclude=*"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var commit = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return git.ExitCode == 0 ? commit : "unknown";
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "MeetingIntel.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("The benchmark does not run below a checkout of the repository.");
    }
}
