using MeetingIntel.Bench.Chaos.Cluster;
using MeetingIntel.Bench.Servers;

namespace MeetingIntel.Bench.Chaos.Faults;

/// <summary>How each fault is done and mended.</summary>
internal sealed partial class Monkey
{
    /// <summary>One time in so many a store is away for as long as is promised to be survived.</summary>
    private const int EveryNthStore = 3;

    private static readonly TimeSpan LongestAway = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RollPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromMinutes(3);

    private int _storesTaken;
    private int _cuts;

    /// <summary>The others take the load of the one whose turn it is; nothing else happens to silos meanwhile.</summary>
    private async Task RollAsync()
    {
        _isRolling = true;
        foreach (var silo in cluster.Silos)
        {
            await TroubleAsync(silo, FaultKind.RollSilos);
        }

        _isRolling = false;
    }

    private async Task TroubleAsync(Member member, FaultKind kind)
    {
        member.IsTroubled = true;
        var fault = Begin(kind, member.Name);
        var starts = member.Process.Starts;
        if (kind is FaultKind.HangSilo or FaultKind.HangFrontEnd)
        {
            member.Process.Signal(Signals.Stop);
            await Task.Delay(Seconds(2, 20), CancellationToken.None);
            Mended(fault);
            member.Process.Signal(Signals.Continue);

            // A silo that the others gave up ends itself when it finds out; so does a front-end never.
            await Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None);
        }
        else
        {
            var isKill = kind is FaultKind.KillSilo or FaultKind.KillFrontEnd;
            member.Process.Signal(isKill ? Signals.Kill : Signals.Terminate);
            if (!await member.Process.WaitForEndAsync(TimeSpan.FromSeconds(60)))
            {
                evidence.Violate("drain", $"{member.Name} did not end within a minute of SIGTERM");
                member.Process.Signal(Signals.Kill);
                await member.Process.WaitForEndAsync(TimeSpan.FromSeconds(60));
                isKill = true;
            }

            evidence.Write("ended", ("member", member.Name), ("fault", fault.Number), ("exit", member.Process.ExitCode));
            if (!isKill && member.Process.ExitCode != 0)
            {
                evidence.Violate("drain", $"{member.Name} ended with exit code {member.Process.ExitCode} after SIGTERM");
            }

            await Task.Delay(kind is FaultKind.RollSilos ? RollPause : Seconds(1, 10), CancellationToken.None);
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
                cluster.NoteSelfEnd(member, fault);
                await Task.Delay(Seconds(1, 3), CancellationToken.None);
                member.Process.Start();
            }
            else if (evidence.Now - began > ReadyPatience.TotalSeconds)
            {
                evidence.Violate("members come back", $"{member.Name} is not ready {ReadyPatience.TotalSeconds} s after fault {fault.Number}; killed");
                member.Process.Signal(Signals.Kill);
                await member.Process.WaitForEndAsync(ReadyPatience);
                member.Process.Start();
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

    private async Task CutAsync(Member member, FaultKind kind)
    {
        member.IsTroubled = true;
        var fault = Begin(kind, member.Name);
        var starts = member.Process.Starts;
        var wire = kind is FaultKind.CutSiloFromRedis or FaultKind.CutFrontEndFromRedis ? member.ToRedis! : member.ToDatabase!;
        if (Interlocked.Increment(ref _cuts) % 2 == 0)
        {
            wire.CutForGood();
        }
        else
        {
            wire.Silence();
        }

        await Task.Delay(Seconds(2, LongestAway.TotalSeconds), CancellationToken.None);
        Mended(fault);
        wire.Restore();
        await ReturnAsync(member, fault, starts);
    }

    private async Task TroubleStoreAsync(FaultKind kind)
    {
        _storeIsAway = true;
        var away = ++_storesTaken % EveryNthStore == 0 ? LongestAway : Seconds(2, 28);
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
        Fault fault;
        lock (_lock)
        {
            fault = new Fault(_faults.Count + 1, kind, target, evidence.Now);
            _faults.Add(fault);
        }

        evidence.Write("fault", ("fault", fault.Number), ("what", kind.ToString()), ("target", target));
        Console.Error.WriteLine($"{fault.At,7:0.0} s  {kind} {target}");
        return fault;
    }

    private void Mended(Fault fault)
    {
        fault.MendedAt = evidence.Now;
        evidence.Write("mended", ("fault", fault.Number), ("target", fault.Target));
    }
}
