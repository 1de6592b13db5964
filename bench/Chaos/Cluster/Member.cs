using System.Globalization;
using MeetingIntel.Testing.Network;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Bench.Chaos.Cluster;

/// <summary>A process of the product: a silo or a front-end.</summary>
internal sealed class Member : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly HttpClient _http;

    private Member(string name, bool isSilo, int port, int gateway, ChildProcess process, CuttingProxy? toDatabase, CuttingProxy? toRedis)
    {
        ToDatabase = toDatabase;
        ToRedis = toRedis;
        Name = name;
        IsSilo = isSilo;
        Port = port;
        Gateway = gateway;
        Process = process;
        _http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")), Timeout = Patience };
    }

    public string Name { get; }

    public bool IsSilo { get; }

    /// <summary>Where it listens for HTTP.</summary>
    public int Port { get; }

    /// <summary>Where front-ends reach its grains.</summary>
    public int Gateway { get; }

    public ChildProcess Process { get; }

    /// <summary>Its own way to the database; <see langword="null"/>: it goes straight there.</summary>
    public CuttingProxy? ToDatabase { get; }

    /// <summary>Its own way to Redis; <see langword="null"/>: it goes straight there, or there is none.</summary>
    public CuttingProxy? ToRedis { get; }

    /// <summary>Whether something is being done to it.</summary>
    public bool IsTroubled { get; set; }

    /// <summary>Makes a member; it does not run yet.</summary>
    /// <param name="name">Its name in logs.</param>
    /// <param name="isSilo">A silo, or a front-end.</param>
    /// <param name="dll">The program.</param>
    /// <param name="logs">The directory of its log.</param>
    /// <param name="database">The database.</param>
    /// <param name="redis">Redis, if there is one.</param>
    /// <param name="hasWires">Whether it has ways of its own to both, which can be cut.</param>
    /// <param name="settings">What is the same for all members.</param>
    public static Member Create(
        string name, bool isSilo, string dll, string logs, string database, RedisServer? redis, bool hasWires, IEnumerable<(string Name, string Value)> settings)
    {
        var toDatabase = hasWires ? new CuttingDatabaseProxy(database) : null;
        var toRedis = hasWires && redis is not null ? new CuttingProxy("127.0.0.1", redis.Port) : null;
        var (port, silo, gateway) = (Ports.Take(), Ports.Take(), Ports.Take());
        (string Name, string Value)[] environment =
        [
            .. settings,
            ("DATABASE_URL", toDatabase?.ConnectionString ?? database),
            ("REDIS_URL", redis is null ? "" : RedisServer.Url(toRedis?.Port ?? redis.Port)),
            ("PORT", Text(port)),
            ("Cluster__Role", isSilo ? "silo" : "api"),
            ("Cluster__Address", "127.0.0.1"),
            ("Cluster__SiloPort", Text(silo)),
            ("Cluster__GatewayPort", Text(gateway)),
        ];
        return new Member(name, isSilo, port, gateway, new ChildProcess(["dotnet", dll], Path.Combine(logs, name + ".log"), environment), toDatabase, toRedis);
    }

    /// <summary>Whether it answers that it takes traffic.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await (ToDatabase?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (ToRedis?.DisposeAsync() ?? ValueTask.CompletedTask);
        _http.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
