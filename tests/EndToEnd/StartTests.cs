using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.EndToEnd.Tests;

public sealed class StartTests(PostgresServer postgres)
{
    [Theory]
    [InlineData("PORT", "abc", "PORT is 'abc'")]
    [InlineData("DATABASE_URL", "nonsense", "The database URL can't be read")]
    [InlineData("DATABASE_URL", "", "No database: set DATABASE_URL")]
    [InlineData("AUTH_REQUIRED", "maybe", "AUTH_REQUIRED is 'maybe'")]
    [InlineData("Stt__PocketSphinx__Workers", "0", "Workers must be between 1 and 1024")]
    [InlineData("Cluster__Role", "silo", "Cluster__Role=Silo needs other processes")]
    [InlineData("Cluster__Role", "boss", "'boss' at 'Cluster:Role'")]
    [InlineData("Cluster__Membership", "redis", "needs REDIS_URL")]
    [InlineData("Drain__Seconds", "-1", "Seconds must be between 0 and 600")]
    [InlineData("Stt__PocketSphinx__Workers", "many", "'many' at 'Stt:PocketSphinx:Workers'")]
    public async Task Setting_ThatIsWrong_IsSaidInOneLine(string setting, string value, string sentence)
    {
        await using var database = await postgres.CreateDatabaseAsync();

        await RefusesAsync(database.ConnectionString, 5000, sentence, start => start.Environment[setting] = value);
    }

    [Fact]
    public async Task Setting_ThatIsWrong_IsSaidInOneObject_WhereTheLogIsJson()
    {
        await using var database = await postgres.CreateDatabaseAsync();

        var line = await ComplaintAsync(database.ConnectionString, 5000, start =>
        {
            start.Environment["AUTH_REQUIRED"] = "maybe";
            start.Environment["Logging__Console__FormatterName"] = "json";
        });

        var complaint = JsonSerializer.Deserialize<JsonElement>(line);
        Assert.Equal("Critical", complaint.GetProperty("LogLevel").GetString());
        Assert.StartsWith("MeetingIntel can't start. AUTH_REQUIRED is 'maybe'", complaint.GetProperty("Message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_ThatRefusesTheUser_IsSaidInOneLine()
    {
        await using var database = await postgres.CreateDatabaseAsync();

        await RefusesAsync($"{database.ConnectionString};Database=nowhere", 5000, "The database can't be used: 3D000", _ => { });
    }

    [Fact]
    public async Task Database_OnAHostThatNobodyKnows_IsSaidInOneLine() => await RefusesAsync(
        "postgresql://ana:secret@nowhere.invalid/meetings", 5000, "The database can't be used", start => start.Environment["Storage__StartTimeoutSeconds"] = "1");

    [Fact]
    public async Task Port_ThatIsTaken_IsSaidInOneLine()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        await RefusesAsync(database.ConnectionString, ((IPEndPoint)taken.LocalEndpoint).Port, "address already in use", _ => { });
    }

    [Theory]
    [InlineData("1", false)]
    [InlineData("Yes", false)]
    [InlineData("no", true)]
    public async Task AuthRequired_HoweverItIsWritten_IsReportedAsItIsKept(string value, bool open)
    {
        await using var product = await Product.StartAsync(postgres, ("AUTH_REQUIRED", value));

        using var answer = await product.Http.GetAsync(new Uri("/api/sessions", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(open ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(0, await product.StopAsync());
        Assert.Equal(open, product.Log.Contains("identity         development", StringComparison.Ordinal));
        Assert.Equal(!open, product.Log.Contains("identity         credentials required", StringComparison.Ordinal));
    }

    private static async Task RefusesAsync(string database, int port, string sentence, Action<ProcessStartInfo> change)
    {
        var line = await ComplaintAsync(database, port, change);

        Assert.StartsWith("MeetingIntel can't start. ", line, StringComparison.Ordinal);
        Assert.Contains(sentence, line, StringComparison.Ordinal);
    }

    /// <summary>The one line that a process says before it ends instead of starting.</summary>
    private static async Task<string> ComplaintAsync(string database, int port, Action<ProcessStartInfo> change)
    {
        var data = Directory.CreateTempSubdirectory("meetingintel-e2e-");
        try
        {
            var start = Product.Command(database, port, data.FullName);
            change(start);
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var log = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            var line = Assert.Single((await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.DoesNotContain("Exception", log, StringComparison.Ordinal);
            Assert.Equal(1, process.ExitCode);
            return line;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
