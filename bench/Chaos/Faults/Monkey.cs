using MeetingIntel.Bench.Chaos.Cluster;
using MeetingIntel.Bench.Chaos.Report;

namespace MeetingIntel.Bench.Chaos.Faults;

/// <summary>
/// Does things to the cluster at random, but never so much at once that nothing could work: one silo and one front-end are healthy at any time, and the database
/// and Redis are not away together, nor while a silo is down that would have to join. Nothing else happens to silos and stores during a rolling update.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="options">What may happen.</param>
/// <param name="evidence">The log.</param>
internal sealed partial class Monkey(ClusterUnderTest cluster, ChaosOptions options, Evidence evidence)
{
    /// <summary>A run of so many seconds must have had every kind of fault.</summary>
    private const double LongRun = 600;

    // Faults that are under way go on beside the choice of the next one.
    private readonly Lock _lock = new();
    private readonly Random _random = new(options.Seed);
    private readonly List<Fault> _faults = [];
    private volatile bool _storeIsAway;
    private volatile bool _isRolling;

    /// <summary>What was done up to now.</summary>
    public IReadOnlyList<Fault> Faults
    {
        get
        {
            lock (_lock)
            {
                return [.. _faults];
            }
        }
    }

    /// <summary>The kinds that may happen in this cluster, and did not.</summary>
    public IReadOnlyList<FaultKind> Missing => [.. options.Kinds.Where(MayHappen).Except(Faults.Select(fault => fault.Kind)).Order()];

    private bool IsQuiet => !_storeIsAway && !_isRolling && !cluster.Silos.Any(silo => silo.IsTroubled);

    /// <summary>Injects faults for a time, and heals what it has done.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var begin = evidence.Now;
        var end = begin + options.Duration.TotalSeconds;
        var underWay = new List<Task>();
        while (evidence.Now < end && !stop.IsCancellationRequested)
        {
            underWay.Add(Choose(evidence.Now > begin + (options.Duration.TotalSeconds / 3)));
            underWay.RemoveAll(fault => fault.IsCompletedSuccessfully);
            await Task.Delay(Seconds(options.Every * 0.4, options.Every * 1.6), CancellationToken.None);
            if (underWay.Find(fault => fault.IsFaulted) is { } failed)
            {
                await failed;
            }
        }

        var lasted = evidence.Now - begin;
        await Task.WhenAll(underWay);
        Judge(lasted);
    }

    /// <summary>Whatever held, held without a test, unless there were faults.</summary>
    private void Judge(double lasted)
    {
        if (Faults.Count == 0)
        {
            evidence.Violate("faults happen", "there was no fault at all");
        }
        else if (lasted >= LongRun && Missing.Count > 0)
        {
            evidence.Violate("faults happen", $"never came up: {string.Join(", ", Missing)}");
        }
    }

    /// <summary>Begins a fault, if one is possible.</summary>
    /// <param name="owes">Whether kinds that have not come up yet go first: those that need a cluster without a fault are waited for.</param>
    private Task Choose(bool owes)
    {
        var missing = Missing;
        IEnumerable<FaultKind> wanted = owes && missing.Count > 0 ? missing : options.Kinds;
        FaultKind[] possible = [.. wanted.Where(IsPossible).Order()];
        if (possible.Length == 0)
        {
            return Task.CompletedTask;
        }

        var kind = possible[Draw(possible.Length)];
        return kind switch
        {
            FaultKind.KillSilo or FaultKind.StopSilo or FaultKind.HangSilo => TroubleAsync(Pick(cluster.Silos), kind),
            FaultKind.KillFrontEnd or FaultKind.StopFrontEnd or FaultKind.HangFrontEnd => TroubleAsync(Pick(cluster.FrontEnds), kind),
            FaultKind.CutSilo or FaultKind.CutSiloFromRedis => CutAsync(Wired(cluster.Silos)!, kind),
            FaultKind.CutFrontEnd or FaultKind.CutFrontEndFromRedis => CutAsync(Wired(cluster.FrontEnds)!, kind),
            FaultKind.RollSilos => RollAsync(),
            _ => TroubleStoreAsync(kind),
        };
    }

    /// <summary>Whether it could happen in a cluster of this size and membership, some time.</summary>
    private bool MayHappen(FaultKind kind) => kind switch
    {
        FaultKind.CutSiloFromRedis => cluster.Redis is not null && cluster.Silos.Count > 1,
        FaultKind.CutFrontEndFromRedis => cluster.Redis is not null && cluster.FrontEnds.Count > 1,
        FaultKind.KillSilo or FaultKind.StopSilo or FaultKind.HangSilo or FaultKind.RollSilos or FaultKind.CutSilo => cluster.Silos.Count > 1,
        FaultKind.KillFrontEnd or FaultKind.StopFrontEnd or FaultKind.HangFrontEnd or FaultKind.CutFrontEnd => cluster.FrontEnds.Count > 1,
        FaultKind.KillRedis or FaultKind.HangRedis => cluster.Redis is not null,
        _ => true,
    };

    /// <summary>Whether it can happen now.</summary>
    private bool IsPossible(FaultKind kind) => MayHappen(kind) && kind switch
    {
        FaultKind.KillSilo or FaultKind.StopSilo or FaultKind.HangSilo => !_storeIsAway && !_isRolling && IsAnyLeft(cluster.Silos),
        FaultKind.CutSilo or FaultKind.CutSiloFromRedis => !_storeIsAway && !_isRolling && IsAnyLeft(cluster.Silos) && Wired(cluster.Silos) is not null,
        FaultKind.KillFrontEnd or FaultKind.StopFrontEnd or FaultKind.HangFrontEnd => IsAnyLeft(cluster.FrontEnds),
        FaultKind.CutFrontEnd or FaultKind.CutFrontEndFromRedis => IsAnyLeft(cluster.FrontEnds) && Wired(cluster.FrontEnds) is not null,
        _ => IsQuiet,
    };

    /// <summary>Whether one would be left alone if something were done to another one.</summary>
    private static bool IsAnyLeft(IReadOnlyList<Member> members) => members.Count(member => !member.IsTroubled) > 1;

    /// <summary>A healthy member that can be cut off from the stores.</summary>
    private static Member? Wired(IReadOnlyList<Member> members) => members.FirstOrDefault(member => member is { ToDatabase: not null, IsTroubled: false });

    private Member Pick(IReadOnlyList<Member> members)
    {
        Member[] healthy = [.. members.Where(member => !member.IsTroubled)];
        return healthy[Draw(healthy.Length)];
    }

    private int Draw(int count)
    {
        lock (_lock)
        {
            return _random.Next(count);
        }
    }

    private TimeSpan Seconds(double least, double most)
    {
        lock (_lock)
        {
            return TimeSpan.FromSeconds(least + (_random.NextDouble() * (most - least)));
        }
    }
}
