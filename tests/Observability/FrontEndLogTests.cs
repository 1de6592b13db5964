using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Observability.Tests;

/// <summary>What a front-end of its own says when there is no silo.</summary>
public sealed class FrontEndLogTests(PostgresServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>It once ended at this line: to write what stands beside it, it asked a client that was not connected who it is.</summary>
    [Fact]
    public async Task JsonLine_WhileNoSiloCanBeReached_IsWritten()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var data = Directory.CreateTempSubdirectory("meetingintel-observe-");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MeetingIntel.Observability.Host.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment =
            {
                ["Cluster__Membership"] = "Postgres",
                ["Cluster__Role"] = "Api",
                ["DATA_DIRECTORY"] = data.FullName,
                ["DATABASE_URL"] = database.ConnectionString,
                ["ENCRYPTION_KEYS"] = $"test:{Convert.ToBase64String(new byte[32])}",
                ["Logging__Console__FormatterName"] = "json",
                ["PORT"] = Ports.Free().ToString(CultureInfo.InvariantCulture),
            },
        })!;
        try
        {
            var line = await LineAsync(process.StandardOutput, "No silo can be reached yet").WaitAsync(Patience);

            Assert.Equal("Warning", JsonSerializer.Deserialize<JsonElement>(line).GetProperty("LogLevel").GetString());
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            data.Delete(recursive: true);
        }
    }

    private static async Task<string> LineAsync(StreamReader output, string text)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The front-end ended before it said '{text}'.");
    }
}
