using MeetingIntel.Bench.Chaos.Cluster;
using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Bench.Servers;

namespace MeetingIntel.Bench.Chaos.Faults;

/// <summary>
/// Does things to the cluster at random, but never so much at once that nothing could work: one silo and one front-end are healthy at any time, and the database
/// and Redis are not away together, nor while a silo is down that would have to join.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="options">What may happen.</param>
/// <param name="evidence">The log.</param>
internal sealed class Monkey(ClusterUnderTest cluster, ChaosOptions options, Evidence evidence)
{
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromMinutes(3);

    private readonly Random _random = new(options.Seed);
    private readonly List<Fault> _faults = [];
    private bool _storeIsAway;

    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>Injects faults for a time, and heals what it has done.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var end = evidence.Now + options.Duration.TotalSeconds;
        var underWay = new List<Task>();
        while (evidence.Now < end && !stop.IsCancellationRequested)
        {
            underWay.Add(Choose());
            underWay.RemoveAll(fault => fault.IsCompletedSuccessfully);
            await Task.Delay(Seconds(options.Every * 0.4, options.Every * 1.6), CancellationToken.None);
            if (underWay.Find(fault => fault.IsFaulted) is { } failed)
            {
                await failed;
            }
        }

        await Task.WhenAll(underWay);
    }

    private Task Choose()
    {
        FaultKind[] possible = [.. options.Kinds.Where(IsPossible).Order()];
        if (possible.Length == 0)
        {
            return Task.CompletedTask;
        }

        var kind = possible[_random.Next(possible.Length)];
        return kind switch
        {
            FaultKind.KillSilo or FaultKind.StopSilo or FaultKind.HangSilo => TroubleAsync(Pick(cluster.Silos), kind),
            FaultKind.KillFrontEnd or FaultKind.StopFrontEnd or FaultKind.HangFrontEnd => TroubleAsync(Pick(cluster.FrontEnds), kind),
            _ => TroubleStoreAsync(kind),
        };
    }

    private bool IsPossible(FaultKind kind) => kind switch
    {
        FaultKind.KillSilo or FaultKind.StopSilo or FaultKind.HangSilo => !_storeIsAway && cluster.Silos.Count(silo => !silo.IsTroubled) > 1,
        FaultKind.KillFrontEnd or FaultKind.StopFrontEnd or FaultKind.HangFrontEnd => cluster.FrontEnds.Count(frontEnd => !frontEnd.IsTroubled) > 1,
        FaultKind.KillRedis or FaultKind.HangRedis => cluster.Redis is not null && !_storeIsAway && !cluster.Silos.Any(silo => silo.IsTroubled),
        _ => !_storeIsAway && !cluster.Silos.Any(silo => silo.IsTroubled),
    };

    private Member Pick(IReadOnlyList<Member> members)
    {
        Member[] healthy = [.. members.Where(member => !member.IsTroubled)];
        return healthy[_random.Next(healthy.Length)];
    }

    private async Task TroubleAsync(Member member, FaultKind kind)
    {
        member.IsTroubled = true;
        var away = Seconds(2, 20);
        var fault = Begin(kind, member.Name);
        var starts = member.Process.Starts;
        if (kind is FaultKind.HangSilo or FaultKind.HangFrontEnd)
        {
            member.Process.Signal(Signals.Stop);
            await Task.Delay(away, CancellationToken.None);
            Mended(fault);
            member.Process.Signal(Signals.Continue);

            // A silo that the others gave up ends itself when it finds out; so does a front-end never.
            await Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None);
        }
        else
        {
            member.Process.Signal(kind is FaultKind.KillSilo or FaultKind.KillFrontEnd ? Signals.Kill : Signals.Terminate);
            if (!await member.Process.WaitForEndAsync(TimeSpan.FromSeconds(60)))
            {
                evidence.Violate("drain", $"{member.Name} did not end within a minute of SIGTERM");
                member.Process.Signal(Signals.Kill);
            }

            evidence.Write("ended", ("member", member.Name), ("fault", fault.Number), ("exit", member.Process.ExitCode));
            await Task.Delay(away / 2, CancellationToken.None);
            member.Process.Start();
            Mended(fault);
        }

        await ReturnAsync(member, fault, starts);
    }

    /// <summary>Waits until a member takes traffic again; one that ends instead is started anew.</summary>
    private async Task ReturnAsync(Member member, Fault fault, int starts)
    {
        var began = evidence.Now;
        while (!member.Process.IsRunning || !await member.IsReadyAsync())
        {
            if (!member.Process.IsRunning)
            {
                evidence.Write("restart", ("member", member.Name), ("fault", fault.Number), ("exit", member.Process.ExitCode));
                await Task.Delay(Seconds(1, 3), CancellationToken.None);
                member.Process.Start();
            }
            else if (evidence.Now - began > ReadyPatience.TotalSeconds)
            {
                evidence.Violate("members come back", $"{member.Name} is not ready {ReadyPatience.TotalSeconds} s after fault {fault.Number}; killed");
                member.Process.Signal(Signals.Kill);
                began = evidence.Now;
            }

            await Task.Delay(200, CancellationToken.None);
        }

        fault.ReadyAt = evidence.Now;
        evidence.Write("ready-again", ("member", member.Name), ("fault", fault.Number), ("starts", member.Process.Starts - starts));

        // It is to have a part of the load again before the next fault may count on it.
        await Task.Delay(TimeSpan.FromSeconds(3), CancellationToken.None);
        member.IsTroubled = false;
    }

    private async Task TroubleStoreAsync(FaultKind kind)
    {
        _storeIsAway = true;
        var away = Seconds(2, 28);
        var fault = Begin(kind, kind is FaultKind.KillRedis or FaultKind.HangRedis ? "redis" : "postgres");
        var (begin, end) = Ways(kind);
        await begin();
        await Task.Delay(away, CancellationToken.None);
        await end();
        Mended(fault);
        fault.ReadyAt = evidence.Now;
        await Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None);
        _storeIsAway = false;
    }

    private (Func<Task> Begin, Func<Task> End) Ways(FaultKind kind) => kind switch
    {
        FaultKind.KillDatabase => (cluster.Database.CrashAsync, cluster.Database.RestartAsync),
        FaultKind.StopDatabase => (cluster.Database.StopAsync, cluster.Database.RestartAsync),
        FaultKind.HangDatabase => (Done(cluster.Database.Hang), Done(cluster.Database.WakeUp)),
        FaultKind.KillRedis => (cluster.Redis!.KillAsync, cluster.Redis.StartAsync),
        FaultKind.HangRedis => (Done(cluster.Redis!.Hang), Done(cluster.Redis.WakeUp)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a fault of a store."),
    };

    private static Func<Task> Done(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

    private Fault Begin(FaultKind kind, string target)
    {
        var fault = new Fault(_faults.Count + 1, kind, target, evidence.Now);
        _faults.Add(fault);
        evidence.Write("fault", ("fault", fault.Number), ("what", kind.ToString()), ("target", target));
        Console.Error.WriteLine($"{fault.At,7:0.0} s  {kind} {target}");
        return fault;
    }

    private void Mended(Fault fault)
    {
        fault.MendedAt = evidence.Now;
        evidence.Write("mended", ("fault", fault.Number), ("target", fault.Target));
    }

    private TimeSpan Seconds(double least, double most) => TimeSpan.FromSeconds(least + (_random.NextDouble() * (most - least)));
}
