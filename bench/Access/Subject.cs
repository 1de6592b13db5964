using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Bench.Access;

/// <summary>One of the two servers: a database, an administrator, and sessions with lines in them.</summary>
internal sealed class Subject : IAsyncDisposable
{
    private const int Sessions = 50;
    private const int LinesEach = 20;

    private static readonly string[] Tenanted = ["session_events", "sessions", "audio_channels", "segments", "insights", "audit_entries", "orgs", "users", "memberships"];

    private readonly ServerProcess _server;
    private readonly TestDatabase _database;

    private Subject(string name, ServerProcess server, TestDatabase database) => (Name, _server, _database) = (name, server, database);

    public string Name { get; }

    public HttpClient Http => _server.Http;

    public List<string> SessionIds { get; } = [];

    /// <summary>Starts one.</summary>
    /// <param name="postgres">Where its database is made.</param>
    /// <param name="pinning">Where it runs.</param>
    /// <param name="directory">Where its log goes.</param>
    /// <param name="engine">What carries the grains.</param>
    /// <param name="isChecked">With all checks, or without any.</param>
    public static async Task<Subject> StartAsync(PostgresServer postgres, Pinning pinning, string directory, string engine, bool isChecked)
    {
        var name = isChecked ? "checked" : "unchecked";
        var database = await postgres.CreateEmptyDatabaseAsync();
        var server = await ServerProcess.StartAsync(
            Checkout.Output("bench/Host", "MeetingIntel.Bench.Host", engine),
            pinning,
            Path.Combine(directory, $"{name}.log"),
            ("DATABASE_URL", database.ConnectionString),
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("DOTNET_GCgen0size", "0x10000000"), // As ./run does.
            ("DATA_DIRECTORY", directory),
            ("AUTH_REQUIRED", isChecked ? "true" : "false"),
            ("WITHOUT_CHECKS", isChecked ? "false" : "true"),
            // It counts every request; refusing some would make the others cheaper.
            ("RateLimits__User", "1000000"));
        var subject = new Subject(name, server, database);
        if (isChecked)
        {
            await subject.SignInAsync();
        }
        else
        {
            foreach (var table in Tenanted)
            {
                await database.ExecuteAsync($"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY");
            }
        }

        await subject.FillAsync();
        return subject;
    }

    /// <summary>CPU seconds of the server so far.</summary>
    public double CpuSeconds() => CpuTime.OfProcess(_server.Id);

    /// <summary>Gets a new token: one is good for a quarter of an hour.</summary>
    public async Task SignInAsync()
    {
        using var made = await Http.PostAsync(new Uri("admin/initialize", UriKind.Relative), content: null);
        using var answer = await Http.PostAsJsonAsync("token", new { username = "admin@convers.me", password = "admin1234" });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _database.DisposeAsync();
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
