using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Bench.Access;

/// <summary>One of the twins: a database, and sessions with lines in them.</summary>
internal sealed class Subject : IAsyncDisposable
{
    private const int Sessions = 50;
    private const int LinesEach = 20;

    private static readonly string[] Tenanted = ["session_events", "sessions", "audio_channels", "segments", "insights", "audit_entries", "orgs", "users", "memberships"];

    private readonly TestDatabase _database;
    private readonly bool _isChecked;

    private Subject(int port, TestDatabase database, bool isChecked)
    {
        (_database, _isChecked) = (database, isChecked);
        Http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")) };
    }

    /// <summary>For requests to it; signed in where somebody asks.</summary>
    public HttpClient Http { get; }

    public List<string> SessionIds { get; } = [];

    /// <summary>Starts both, in one process.</summary>
    /// <param name="postgres">Where their databases are made.</param>
    /// <param name="pinning">Where they run.</param>
    /// <param name="directory">Where their log goes.</param>
    /// <param name="engine">What carries the grains.</param>
    public static async Task<(ServerProcess Server, Subject Unchecked, Subject Checked)> StartAsync(PostgresServer postgres, Pinning pinning, string directory, string engine)
    {
        var (bare, full) = (await postgres.CreateEmptyDatabaseAsync(), await postgres.CreateEmptyDatabaseAsync());
        var barePort = ServerProcess.FreePort();
        var server = await ServerProcess.StartAsync(
            Checkout.Output("bench/Host", "MeetingIntel.Bench.Host", engine),
            pinning,
            Path.Combine(directory, "server.log"),
            ("DATABASE_URL", full.ConnectionString),
            ("WITHOUT_CHECKS_PORT", barePort.ToString(CultureInfo.InvariantCulture)),
            ("WITHOUT_CHECKS_DATABASE_URL", bare.ConnectionString),
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("DOTNET_GCgen0size", "0x10000000"), // As ./run does.
            ("DATA_DIRECTORY", directory),
            ("AUTH_REQUIRED", "true"),
            // It counts every request; refusing some would make the others cheaper.
            ("RateLimits__User", "1000000"));
        var (without, with) = (new Subject(barePort, bare, isChecked: false), new Subject(server.Port, full, isChecked: true));
        await without.PrepareAsync();
        await with.PrepareAsync();
        return (server, without, with);
    }

    /// <summary>Gets a new token: one is good for a quarter of an hour.</summary>
    public async Task SignInAsync()
    {
        using var made = await Http.PostAsync(new Uri("admin/initialize", UriKind.Relative), content: null);
        using var answer = await Http.PostAsJsonAsync("token", new { username = "admin@convers.me", password = "admin1234" });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return _database.DisposeAsync();
    }

    private async Task PrepareAsync()
    {
        if (_isChecked)
        {
            await SignInAsync();
        }
        else
        {
            foreach (var table in Tenanted)
            {
                await _database.ExecuteAsync($"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY");
            }
        }

        await FillAsync();
        // Both have the same plans from the beginning, not from when the database finds time for it.
        await _database.ExecuteAsync("VACUUM ANALYZE");
    }

    private async Task FillAsync()
    {
        for (var session = 0; session < Sessions; session++)
        {
            using var answer = await Http.PostAsJsonAsync("api/sessions", new { name = $"Session {session}" });
            answer.EnsureSuccessStatusCode();
            SessionIds.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
            for (var line = 0; line < LinesEach; line++)
            {
                using var added = await Http.PostAsJsonAsync($"api/sessions/{SessionIds[^1]}/transcript", new { text = $"This is line {line} of it.", speaker = "Ana" });
                added.EnsureSuccessStatusCode();
            }
        }
    }
}
