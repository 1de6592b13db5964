using System.Diagnostics;
using System.Globalization;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>A front-end that is taken away before there was a silo.</summary>
public sealed class EarlyEndTests(PostgresServer postgres)
{
    [Fact(Timeout = 120_000)]
    public async Task FrontEnd_ToldToEndWhileItWaitsForSilos_EndsInGoodOrder()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var data = Directory.CreateTempSubdirectory("meetingintel-e2e-");
        var start = Product.Command(database.ConnectionString, port: 0, data.FullName);
        start.Environment["PORT"] = null;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Cluster__Role"] = "Api";
        start.Environment["Cluster__Membership"] = "Postgres";
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("No silo can be reached yet", StringComparison.Ordinal))
            {
            }

            using var signal = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.Equal("", await errors);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            process.Kill();
            data.Delete(recursive: true);
        }
    }
}
