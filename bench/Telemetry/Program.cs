using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MeetingIntel.Bench.Servers;
using MeetingIntel.Bench.Telemetry;
using MeetingIntel.Testing.Postgres;
using Npgsql;

// Telemetry against the same straight into the same tables, and against FastAPI with asyncpg (Debian's python3-fastapi, python3-asyncpg, python3-uvicorn,
// python3-uvloop, python3-httptools; left out where they are missing). The parties take turns, round by round.
//   dotnet exec MeetingIntel.Bench.Telemetry.dll [rounds] [seconds] [engine]
const int BatchPoints = 1000;
const int BatchClients = 8;
const int SingleClients = 64;

// The range that is summed up: an hour of a channel at 1 kHz.
const string Range =
    """
    WITH minutes AS MATERIALIZED (
      SELECT m.at, m.in_seconds = m.points AS summed FROM telemetry_buckets m
      WHERE m.channel_id = $1 AND m.seconds = 60 AND m.at >= date_bin('1 minute', $2, 'epoch') AND m.at < $3)
    SELECT date_bin('4 seconds', at, 'epoch') AS bucket, sum(points)::bigint, min(lowest), max(highest), sum(total) / sum(points)
    FROM (
      SELECT s.* FROM minutes m CROSS JOIN LATERAL (
        SELECT s.at, s.points, s.total, s.lowest, s.highest FROM telemetry_buckets s
        WHERE s.channel_id = $1 AND s.seconds = 1 AND s.at >= m.at AND s.at < m.at + interval '1 minute' OFFSET 0) s
      WHERE m.summed
      UNION ALL
      SELECT p.* FROM minutes m CROSS JOIN LATERAL (
        SELECT p.at, 1, p.value, p.value, p.value FROM telemetry_points p
        WHERE p.channel_id = $1 AND p.at >= m.at AND p.at < m.at + interval '1 minute' OFFSET 0) p
      WHERE NOT m.summed) AS parts
    WHERE at >= $2 AND at < $3
    GROUP BY bucket ORDER BY bucket
    """;

var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
var length = TimeSpan.FromSeconds(args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 4);
var engine = args.Length > 2 ? args[2] : "embedded";
var pinning = Pinning.Apply("0", "1");
var directory = Directory.CreateTempSubdirectory("meetingintel-telemetry-").FullName;
await using var postgres = await PostgresServer.StartPrivateAsync();
await using var database = await postgres.CreateEmptyDatabaseAsync();
await using var server = await ServerProcess.StartAsync(
    Checkout.Output("bench/Host", "MeetingIntel.Bench.Host", engine),
    pinning,
    Path.Combine(directory, "server.log"),
    ("DATABASE_URL", database.ConnectionString),
    ("ASPNETCORE_ENVIRONMENT", "Development"),
    ("DOTNET_GCgen0size", "0x10000000"), // As ./run does.
    ("DATA_DIRECTORY", directory),
    ("RateLimits__User", "100000000"));
await using var peer = await FastApi.StartAsync(database, pinning, directory);

var sessions = new List<string>();
for (var i = 0; i < BatchClients; i++)
{
    using var answer = await server.Http.PostAsJsonAsync("api/sessions", new { name = $"Rig {i}" });
    sessions.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
}

Console.WriteLine($"{Checkout.Commit()}, {engine}, {pinning}, PostgreSQL {(await database.QueryAsync<string>("SHOW server_version"))[0]} with fsync {(await database.QueryAsync<string>("SHOW fsync"))[0]}, {rounds} rounds of {length.TotalSeconds} s");
if (peer is null)
{
    Console.WriteLine("FastAPI is not there: that comparison is left out.");
}

var turn = 0;
var hour = await LoadHourAsync();
await CompareAsync($"batches of {BatchPoints}, {BatchClients} clients, points a second", 0.8, 2.5,
    () => Rate(() => Http(server.Port, Batches()), BatchPoints),
    () => Direct.InsertAsync(database, BatchClients, BatchPoints, length),
    peer is null ? null : () => Rate(() => Http(peer.Port, Batches()), BatchPoints));
await CompareAsync($"single points, {SingleClients} clients on 8 channels, points a second", 1.3, 4,
    () => Rate(() => Http(server.Port, Singles(8)), 1),
    () => Direct.InsertAsync(database, SingleClients, 1, length),
    peer is null ? null : () => Rate(() => Http(peer.Port, Singles(8)), 1));
await CompareAsync($"single points, {SingleClients} clients on {SingleClients} channels, points a second", 1.3, 4,
    () => Rate(() => Http(server.Port, Singles(SingleClients)), 1),
    () => Direct.InsertAsync(database, SingleClients, 1, length),
    null);
await CompareAsync($"latest, {SingleClients} clients, answers a second (half the time: 2)", 2, null,
    () => Rate(() => Http(server.Port, Gets(SingleClients, $"/api/sessions/{sessions[0]}/telemetry/latest?channel=hour")), 1),
    () => Direct.QueryAsync(database, SingleClients, "SELECT at, key, value FROM telemetry_points WHERE channel_id = $1 ORDER BY at DESC, key DESC LIMIT 1", length, hour.Channel),
    null);
await CompareAsync("an hour of 1 kHz in 900 buckets, 1 client, answers a second (1.3 times as long: 0.77)", 0.77, null,
    () => Rate(() => Http(server.Port, Gets(1, $"/api/sessions/{sessions[0]}/telemetry?channel=hour&max_points=1000&from={hour.From:O}&to={hour.To:O}".Replace("+00:00", "Z", StringComparison.Ordinal))), 1),
    () => Direct.QueryAsync(database, 1, Range, length, hour.Channel, hour.From, hour.To),
    null);
Directory.Delete(directory, recursive: true);

async Task CompareAsync(string what, double target, double? peerTarget, Func<Task<double>> ours, Func<Task<double>> direct, Func<Task<double>>? fastApi)
{
    List<(double Ours, double Direct, double Peer)> figures = [];
    for (var round = -1; round < rounds; round++)
    {
        var figure = (await ours(), await direct(), fastApi is null ? 0 : await fastApi());
        if (round >= 0)
        {
            figures.Add(figure);
        }
    }

    Console.WriteLine(what);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ours {Middle(figures.Select(item => item.Ours)),10:F0}   direct {Middle(figures.Select(item => item.Direct)),10:F0}   ratio {Middle(figures.Select(item => item.Ours / item.Direct)):F2} ({figures.Min(item => item.Ours / item.Direct):F2} to {figures.Max(item => item.Ours / item.Direct):F2}), target {target}"));
    if (fastApi is not null)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  FastAPI {Middle(figures.Select(item => item.Peer)),7:F0}   ratio {Middle(figures.Select(item => item.Ours / item.Peer)):F2} ({figures.Min(item => item.Ours / item.Peer):F2} to {figures.Max(item => item.Ours / item.Peer):F2}), target {peerTarget}"));
    }
}

Task<double> Rate(Func<int> run, int points)
{
    var (started, cpu) = (Stopwatch.GetTimestamp(), CpuTime.OfProcess(server.Id));
    var answers = run();
    var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    if (Environment.GetEnvironmentVariable("BENCH_CPU") is not null)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {answers / seconds:F0} answers a second, server {(CpuTime.OfProcess(server.Id) - cpu) / seconds:F2} of a CPU"));
    }

    return Task.FromResult(answers * points / seconds);
}

int Http(int port, IReadOnlyList<PointRequests> requests)
{
    // Points that are new, in each turn.
    turn++;
    using var crowd = new HttpCrowd(port, requests);
    return crowd.Run(length).Answers;
}

PointRequests[] Batches() => [.. Enumerable.Range(0, BatchClients).Select(client => PointRequests.Batch(sessions[client], turn * BatchClients + client, BatchPoints))];

PointRequests[] Singles(int channels) => [.. Enumerable.Range(0, SingleClients).Select(client => PointRequests.Single(sessions[client % BatchClients], client, $"single{turn}.{client % channels}"))];

PointRequests[] Gets(int clients, string path) => [.. Enumerable.Range(0, clients).Select(_ => PointRequests.Get(path))];

static double Middle(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

async Task<(int Channel, DateTime From, DateTime To)> LoadHourAsync()
{
    var from = new DateTime(2026, 11, 1, 8, 0, 0, DateTimeKind.Utc);
    var text = new StringBuilder();
    for (var i = 0; i < 3_600_000; i++)
    {
        text.Append(CultureInfo.InvariantCulture, $"{from.AddMilliseconds(i):yyyy-MM-ddTHH:mm:ss.fff}Z,hour,{Math.Sin(i * 0.001):F4}\n");
    }

    using var body = new ByteArrayContent(Encoding.ASCII.GetBytes(text.ToString()));
    body.Headers.ContentType = new("text/csv");
    var started = Stopwatch.GetTimestamp();
    using var http = new HttpClient { BaseAddress = server.Http.BaseAddress, Timeout = TimeSpan.FromMinutes(10) };
    using var answer = await http.PostAsync(new Uri($"api/sessions/{sessions[0]}/telemetry/batch", UriKind.Relative), body);
    answer.EnsureSuccessStatusCode();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"an hour of 1 kHz (3,600,000 points) as one CSV: {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s"));
    await database.UntilAsync("SELECT bool_and(in_seconds = points) FROM telemetry_buckets WHERE seconds = 60", "the seconds of the hour");
    await database.ExecuteAsync("VACUUM ANALYZE");
    return ((await database.QueryAsync<int>("SELECT id FROM telemetry_channels WHERE name = 'hour'"))[0], from, from.AddHours(1).AddMilliseconds(-1));
}
