using System.Globalization;

namespace MeetingIntel.Testing.Postgres;

/// <summary>The temporary directory of a private server; its name tells which test process it belongs to.</summary>
internal sealed class PrivateDirectory : IAsyncDisposable
{
    private const string Prefix = "meetingintel-test-";

    private PrivateDirectory(string path) => Path = path;

    public string Path { get; }

    /// <summary>Makes a directory, and clears away what test processes that were killed left behind.</summary>
    public static async Task<PrivateDirectory> CreateAsync()
    {
        foreach (var path in Directory.GetDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            if (IsAbandoned(path))
                await new PrivateDirectory(path).DisposeAsync();
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}");
        return new PrivateDirectory(System.IO.Path.Combine(System.IO.Path.GetTempPath(), name));
    }

    /// <summary>Stops the server and removes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        await PostgresScript.RunAsync("stop", Path);
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    private static bool IsAbandoned(string path)
    {
        var owner = System.IO.Path.GetFileName(path)[Prefix.Length..].Split('-')[0];
        return int.TryParse(owner, CultureInfo.InvariantCulture, out var processId) && !Directory.Exists($"/proc/{processId}");
    }
}
