using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Bench.Load.Measuring;
using MeetingIntel.Bench.Sockets;
using MeetingIntel.Bench.Load.Speech;
using MeetingIntel.Testing.Postgres;
using Npgsql;

namespace MeetingIntel.Bench.Load.Servers;

/// <summary>The product with the scripted recogniser and a PostgreSQL of its own (fsync on): one process, or a front-end and its silos.</summary>
internal sealed class Product : IAsyncDisposable
{
    private const string StopAudio = """{"type":"stop"}""";

    private readonly ServerProcess _server;
    private readonly IReadOnlyList<ServerProcess> _silos;
    private readonly PostgresServer _postgres;
    private readonly TestDatabase _database;
    private readonly int _postmaster;

    private Product(ServerProcess server, IReadOnlyList<ServerProcess> silos, PostgresServer postgres, TestDatabase database, int postmaster, string postgresVersion)
    {
        _server = server;
        _silos = silos;
        _postgres = postgres;
        _database = database;
        _postmaster = postmaster;
        PostgresVersion = postgresVersion;
    }

    public string PostgresVersion { get; }

    public ServerProcess Server => _server;

    public static async Task<Product> StartAsync(Pinning pinning, string directory, LoadOptions options)
    {
        var postgres = await PostgresServer.StartPrivateAsync();
        var database = await postgres.CreateEmptyDatabaseAsync();
        var (postmaster, version) = await AskAsync(database.ConnectionString);
        var silos = new List<ServerProcess>();
        for (var number = 1; number <= options.Silos; number++)
        {
            silos.Add(await StartAsync($"silo-{number}", ("Cluster__Role", "silo"), ("Cluster__SiloPort", Port()), ("Cluster__GatewayPort", Port())));
        }

        var server = options.Silos > 0 ? await StartAsync("front-end", ("Cluster__Role", "api")) : await StartAsync("product");
        return new Product(server, silos, postgres, database, postmaster, version);

        Task<ServerProcess> StartAsync(string name, params IEnumerable<(string Name, string Value)> settings) => ServerProcess.StartAsync(
            Checkout.Output("bench/Host", "MeetingIntel.Bench.Host", options.Engine),
            pinning,
            Path.Combine(directory, $"{name}.log"),
            [
                ("DATABASE_URL", database.ConnectionString),
                ("ASPNETCORE_ENVIRONMENT", "Development"),
                ("DOTNET_GCgen0size", "0x10000000"), // As ./run does.
                ("DATA_DIRECTORY", directory),
                ("Limits__LiveChannels", "10000"), // What it does when it has enough of them is not the question here.
                .. options.HandOverMilliseconds is { } gather ? [("Audio__HandOverMilliseconds", gather.ToString(CultureInfo.InvariantCulture))] : Array.Empty<(string, string)>(),
                .. options.Silos > 0 ? [("Cluster__Membership", "postgres"), ("Cluster__Address", "127.0.0.1")] : Array.Empty<(string, string)>(),
                .. settings,
            ]);

        static string Port() => ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>CPU seconds of the server so far; of all its processes.</summary>
    public double CpuSeconds() => CpuTime.OfProcess(_server.Id) + _silos.Sum(silo => CpuTime.OfProcess(silo.Id));

    /// <summary>CPU seconds of PostgreSQL so far.</summary>
    public double DatabaseCpuSeconds() => CpuTime.OfFamily(_postmaster);

    /// <summary>Creates a session that is live.</summary>
    public async Task<string> CreateSessionAsync()
    {
        using var answer = await _server.Http.PostAsJsonAsync("api/sessions", new { name = "Load" });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Ends a session.</summary>
    public async Task EndSessionAsync(string sessionId)
    {
        using var answer = await _server.Http.PostAsync(new Uri($"api/sessions/{sessionId}/end", UriKind.Relative), content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Connects to a channel's audio socket.</summary>
    public Speaker Speak(string sessionId, string channel, Script script, Figures figures, int sendBuffer = 0)
    {
        var path = $"/ws/sessions/{sessionId}/audio?channel={channel}&encoding=linear16&sample_rate=16000&channels=1&speaker={channel}&offset=0";
        return new Speaker($"{sessionId} {channel}", WebSocketClient.Connect(_server.Port, path, sendBuffer), script, Farewell, figures);
    }

    /// <summary>Connects to a session's live feed, from the first event on.</summary>
    public WebSocketClient Watch(string sessionId) => WebSocketClient.Connect(_server.Port, $"/ws/sessions/{sessionId}?after=0");

    /// <summary>Reads a session's whole timeline from the journal.</summary>
    public async Task<List<(long Seq, string Type, JsonElement Data)>> ReadTimelineAsync(string sessionId)
    {
        var events = new List<(long, string, JsonElement)>();
        for (long? after = 0; after is not null;)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"api/sessions/{sessionId}/events?after={after}&limit=1000");
            var page = await _server.Http.GetFromJsonAsync<JsonElement>(path);
            foreach (var item in page.GetProperty("events").EnumerateArray())
            {
                events.Add((item.GetProperty("seq").GetInt64(), item.GetProperty("type").GetString()!, item.GetProperty("data")));
            }

            after = page.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.Number ? next.GetInt64() : null;
        }

        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }

        await _database.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private static byte[] Farewell { get; } = MakeFarewell();

    private static byte[] MakeFarewell()
    {
        var frame = new byte[128];
        return frame[..ClientFrame.Write(Opcode.Text, System.Text.Encoding.UTF8.GetBytes(StopAudio), frame)];
    }

    private static async Task<(int Postmaster, string Version)> AskAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid(), current_setting('server_version')", connection);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (CpuTime.ParentOf(row.GetInt32(0)), row.GetString(1));
    }
}
