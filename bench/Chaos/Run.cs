using MeetingIntel.Bench.Chaos.Checking;
using MeetingIntel.Bench.Chaos.Clients;
using MeetingIntel.Bench.Chaos.Cluster;
using MeetingIntel.Bench.Chaos.Faults;
using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Chaos;

/// <summary>One run, from the first process to the verdict.</summary>
/// <param name="options">What to do.</param>
/// <param name="evidence">The log.</param>
internal sealed class Run(ChaosOptions options, Evidence evidence)
{
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs.</summary>
    /// <param name="directory">For data.</param>
    /// <param name="logs">For what the processes print.</param>
    /// <param name="stop">Ends the faults early.</param>
    public async Task RunAsync(string directory, string logs, CancellationToken stop)
    {
        await Console.Error.WriteLineAsync("starting the cluster …");
        await using var cluster = await ClusterUnderTest.StartAsync(options, evidence, directory, logs);
        int[] ports = [.. cluster.FrontEnds.Select(frontEnd => frontEnd.Port)];
        var network = new Network(new Reactor(), ports, new Random(options.Seed + 1));
        using var crowd = await new Meetings(options, network, evidence).CreateAsync();
        Uploader[] uploaders = [.. Enumerable.Range(1, options.Uploaders).Select(number => new Uploader(number, ports, options.Seed, evidence))];
        RestClient[] rest = [.. Enumerable.Range(1, options.RestClients).Select(number => new RestClient(number, ports, options.Seed, evidence))];
        var monkey = new Monkey(cluster, options, evidence);

        using var quiet = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        var losses = new LossWatch(cluster, monkey, evidence).RunAsync(over.Token);
        var writing = Task.WhenAll([.. rest.Select(client => client.RunAsync(quiet.Token)), .. uploaders.Select(client => client.RunAsync(quiet.Token))]);
        await Task.Delay(options.Settle, CancellationToken.None);
        await monkey.RunAsync(stop);
        await Console.Error.WriteLineAsync("healing …");
        await cluster.HealAsync();
        await Task.Delay(options.Settle, CancellationToken.None);

        await Console.Error.WriteLineAsync("finishing …");
        await quiet.CancelAsync();
        await writing;
        crowd.Finish();
        await WaitForFarewellAsync(crowd);
        await over.CancelAsync();
        await losses;

        await using (var connection = await cluster.Database.ConnectAsync())
        {
            await WaitForWatchersAsync(connection, crowd);
            await ReadAgainAsync(crowd);
            await crowd.StopAsync();
            await new Audit(evidence, cluster.FrontEnds.Select(frontEnd => frontEnd.Process.Log)).CheckAsync(connection, crowd, rest, uploaders);
        }

        var findings = Findings.Gather(cluster, monkey, crowd);
        findings.Judge(evidence);
        Summary.Log(evidence, findings);
        Summary.Write(Console.Out, options, evidence, crowd, findings);
        Array.ForEach(rest, client => client.Dispose());
        Array.ForEach(uploaders, client => client.Dispose());
    }

    private async Task WaitForFarewellAsync(Crowd crowd)
    {
        var deadline = evidence.Now + FarewellPatience.TotalSeconds;
        while (evidence.Now < deadline && !crowd.IsDone)
        {
            await FailWithAsync(crowd);
            await Task.Delay(Look, CancellationToken.None);
        }
    }

    /// <summary>All watchers must see everything; insights may still come after the last word.</summary>
    private async Task WaitForWatchersAsync(Npgsql.NpgsqlConnection connection, Crowd crowd)
    {
        var deadline = evidence.Now + FarewellPatience.TotalSeconds;
        foreach (var watcher in crowd.Watchers)
        {
            while (watcher.Seen.Seq < await LastSeqAsync(connection, watcher.SessionId))
            {
                if (evidence.Now > deadline)
                {
                    evidence.Violate("clients resume", $"{watcher.Name} has not got all events");
                    break;
                }

                await FailWithAsync(crowd);
                await Task.Delay(Look, CancellationToken.None);
            }
        }
    }

    /// <summary>All that was ever shown must still be there, and the same: a watcher that goes on behind its last event would not see that an earlier one was lost.</summary>
    private async Task ReadAgainAsync(Crowd crowd)
    {
        crowd.ReadAgain();
        var deadline = evidence.Now + FarewellPatience.TotalSeconds;
        while (crowd.Watchers.Any(watcher => !watcher.HasReadAgain) && evidence.Now < deadline)
        {
            await FailWithAsync(crowd);
            await Task.Delay(Look, CancellationToken.None);
        }

        foreach (var watcher in crowd.Watchers.Where(watcher => !watcher.HasReadAgain))
        {
            evidence.Violate("clients resume", $"{watcher.Name} could not read all {watcher.Seen.Seq} events again");
        }
    }

    private static async Task<long> LastSeqAsync(Npgsql.NpgsqlConnection connection, string id)
    {
        await using var command = new Npgsql.NpgsqlCommand("SELECT coalesce(max(seq), 0) FROM session_events WHERE session_id = $1", connection)
        {
            Parameters = { new Npgsql.NpgsqlParameter<string> { TypedValue = id } },
        };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static Task FailWithAsync(Crowd crowd) => crowd.Ended.IsFaulted ? crowd.Ended : Task.CompletedTask;
}
