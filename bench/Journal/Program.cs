using System.Globalization;
using MeetingIntel.Bench.Journal;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

// Single-event appends a second through the journal, against one prepared INSERT + commit per event over 64 connections, on the same
// server (fsync on), taking turns in one run. Usage: dotnet run -c Release --project bench/Journal [seconds per measurement]
const int PeerConnections = 64;
const int Rounds = 3;
int[] sessionCounts = [1, 64, 500];

var duration = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 4);
var gap = SessionEventTypes.Serialize(new TranscriptGap("mic", 1, 2, "provider-failed"));

await using var server = await PostgresServer.StartPrivateAsync();
await using var database = await server.CreateDatabaseAsync();
var results = new Dictionary<string, List<Throughput>>(StringComparer.Ordinal);
for (var round = 0; round < Rounds; round++)
{
    foreach (var connections in (int[])[1, PeerConnections])
    {
        await using var peer = await Peer.CreateAsync(database, connections, gap);
        Record($"insert + commit, {connections,3} connections", await Load.RunAsync(connections, duration, peer.InsertAsync));
    }

    foreach (var sessions in sessionCounts)
    {
        await using var load = await JournalLoad.StartAsync(database, sessions);
        Record($"journal, bare event, {sessions,3} sessions  ", await Load.RunAsync(sessions, duration, load.AppendGapAsync));
    }

    foreach (var sessions in sessionCounts)
    {
        await using var load = await JournalLoad.StartAsync(database, sessions);
        Record($"journal, sentence, {sessions,3} sessions    ", await Load.RunAsync(sessions, duration, load.AppendSegmentAsync));
    }
}

var peerRate = Median($"insert + commit, {PeerConnections,3} connections").PerSecond;
Console.WriteLine("                                     appends/s     p50 ms   p99 ms   ratio to 64 connections");
foreach (var name in results.Keys)
{
    var median = Median(name);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {median.PerSecond,12:F0} {median.P50,10:F2} {median.P99,8:F2}   {median.PerSecond / peerRate:F2}"));
}

void Record(string name, Throughput throughput)
{
    if (!results.TryGetValue(name, out var rounds))
        results[name] = rounds = [];
    rounds.Add(throughput);
}

Throughput Median(string name) => results[name].OrderBy(throughput => throughput.PerSecond).ElementAt(Rounds / 2);
