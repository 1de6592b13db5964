using System.Collections.Concurrent;
using System.Globalization;
using MeetingIntel.Bench.Chaos.Faults;
using MeetingIntel.Bench.Chaos.Report;

namespace MeetingIntel.Bench.Chaos.Cluster;

/// <summary>The whole cluster: silos, front-ends, PostgreSQL and Redis, each in processes of their own.</summary>
internal sealed class ClusterUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);

    private readonly Evidence _evidence;
    private readonly CancellationTokenSource _closing = new();
    private readonly List<Task> _supervisors = [];
    private readonly ConcurrentQueue<SelfEnd> _selfEnds = new();

    private ClusterUnderTest(Evidence evidence, DatabaseServer database, RedisServer? redis, IReadOnlyList<Member> silos, IReadOnlyList<Member> frontEnds)
    {
        _evidence = evidence;
        Database = database;
        Redis = redis;
        Silos = silos;
        FrontEnds = frontEnds;
    }

    public DatabaseServer Database { get; }

    /// <summary>Where members find each other; <see langword="null"/>: in the database.</summary>
    public RedisServer? Redis { get; }

    public IReadOnlyList<Member> Silos { get; }

    public IReadOnlyList<Member> FrontEnds { get; }

    public IEnumerable<Member> Members => [.. Silos, .. FrontEnds];

    /// <summary>Members that ended although nobody ended them.</summary>
    public IReadOnlyList<SelfEnd> SelfEnds => [.. _selfEnds];

    /// <summary>Starts everything and waits until it takes traffic.</summary>
    public static async Task<ClusterUnderTest> StartAsync(ChaosOptions options, Evidence evidence, string directory, string logs)
    {
        var database = await DatabaseServer.StartAsync();
        var redis = options.Redis ? new RedisServer(directory, logs) : null;
        await (redis?.StartAsync() ?? Task.CompletedTask);
        (string, string)[] settings =
        [
            ("Cluster__Membership", options.Redis ? "redis" : "postgres"),
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("DOTNET_GCgen0size", "0x4000000"),
            ("DOTNET_DbgEnableMiniDump", "0"),
            ("DATA_DIRECTORY", directory),
            ("Drain__Seconds", Fault.Drain.ToString(CultureInfo.InvariantCulture)),
        ];
        var dll = HostProgram.Path();

        // Only the first ones can be cut off: the others see the stores go away as they are, without a proxy that would still take connections.
        var silos = Enumerable.Range(1, options.Silos)
            .Select(number => Member.Create($"silo{number}", isSilo: true, dll, logs, database.ConnectionString, redis, hasWires: number == 1, settings)).ToArray();
        var frontEnds = Enumerable.Range(1, options.FrontEnds)
            .Select(number => Member.Create($"api{number}", isSilo: false, dll, logs, database.ConnectionString, redis, hasWires: number == 1, settings)).ToArray();
        var cluster = new ClusterUnderTest(evidence, database, redis, silos, frontEnds);

        // One first: it makes the tables.
        silos[0].Process.Start();
        await cluster.WaitUntilReadyAsync(silos[0], StartPatience);
        foreach (var member in cluster.Members.Skip(1))
        {
            member.Process.Start();
        }

        await Task.WhenAll(cluster.Members.Select(member => cluster.WaitUntilReadyAsync(member, StartPatience)));
        cluster._supervisors.AddRange(cluster.Members.Select(member => cluster.SuperviseAsync(member, cluster._closing.Token)));
        return cluster;
    }

    /// <summary>Waits until a member takes traffic.</summary>
    public async Task WaitUntilReadyAsync(Member member, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        while (!await member.IsReadyAsync())
        {
            if (timeout.IsCancellationRequested)
            {
                throw new InvalidOperationException($"{member.Name} does not get ready. {LastWords(member)}");
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>Notes that a member has ended although nobody ended it.</summary>
    /// <param name="member">Who.</param>
    /// <param name="fault">The fault that it is coming back from; <see langword="null"/>: nothing was being done to it.</param>
    public void NoteSelfEnd(Member member, Fault? fault)
    {
        var end = new SelfEnd(member.Name, member.IsSilo, member.Process.ExitCode, _evidence.Now, member.Process.ReadOutput());
        _selfEnds.Enqueue(end);
        _evidence.Write("restart", ("member", end.Member), ("fault", fault?.Number), ("exit", end.ExitCode), ("why", "it had ended by itself"));
    }

    /// <summary>Starts everything that is down, and waits until all of it takes traffic.</summary>
    public Task HealAsync() => Task.WhenAll(Members.Select(member => WaitUntilReadyAsync(member, StartPatience)));

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_supervisors);
        foreach (var member in Members)
        {
            await member.DisposeAsync();
        }

        await (Redis?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Database.DisposeAsync();
        _closing.Dispose();
    }

    private static string LastWords(Member member) => string.Join('\n', File.ReadLines(member.Process.Log).TakeLast(20));

    /// <summary>Starts a member again that has ended by itself, as Kubernetes does. Until it takes traffic nothing else is done to it, and no store is taken that it needs to join.</summary>
    private async Task SuperviseAsync(Member member, CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            await Task.Delay(100, CancellationToken.None);
            if (!member.Process.IsRunning && !member.IsTroubled)
            {
                member.IsTroubled = true;
                NoteSelfEnd(member, fault: null);
                await Task.Delay(RestartPause, CancellationToken.None);
                member.Process.Start();
                while (!closing.IsCancellationRequested && member.Process.IsRunning && !await member.IsReadyAsync())
                {
                    await Task.Delay(100, CancellationToken.None);
                }

                member.IsTroubled = false;
            }
        }
    }
}
