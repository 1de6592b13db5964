using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeetingIntel.Deploy.Tests;

/// <summary><c>deploy/compose.yaml</c> and what goes with it.</summary>
public sealed partial class ComposeTests
{
    private static readonly JsonNode Compose = Yaml.Read(Checkout.Read("deploy/compose.yaml")).Single();

    private static IReadOnlyDictionary<string, JsonNode> Services { get; } =
        ((JsonObject)Compose["services"]!).ToDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.Ordinal);

    private static IEnumerable<string> FrontEnds => Services.Keys.Where(name => name.StartsWith("api-", StringComparison.Ordinal));

    private static IEnumerable<JsonNode> Ours => Services.Where(service => IsOurs(service.Key)).Select(service => service.Value);

    [Fact]
    public void Services_AreTheWholeCluster()
    {
        Assert.Equal(["api-1", "api-2", "postgres", "proxy", "redis", "silo-1", "silo-2", "silo-3"], Services.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            Services.Where(service => IsOurs(service.Key)),
            service => Assert.StartsWith(service.Value.Text("environment/Cluster__Role")!, service.Key, StringComparison.Ordinal));
        Assert.Single(Ours.Select(service => service.Text("image")).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void Services_AreWatched_Restarted_AndGivenTimeToStop()
    {
        Assert.All(Services.Values, service =>
        {
            Assert.NotEmpty(service.List("healthcheck/test"));
            Assert.Equal("unless-stopped", service.Text("restart"));
            Assert.NotNull(service.Text("stop_grace_period"));
        });
        Assert.All(Ours, service =>
        {
            var patience = int.Parse(service.Text("stop_grace_period")!.TrimEnd('s'), CultureInfo.InvariantCulture);
            Assert.True(patience > service.Number("environment/Drain__Seconds") + Shutdown.Seconds);
        });
    }

    [Fact]
    public void Queues_AreTwoForEachSilo_AndTheSameForAll()
    {
        var queues = Assert.Single(Ours.Select(service => service.Number("environment/Cluster__Queues")).Distinct());

        Assert.True(queues >= 2 * Ours.Count(service => service.Text("environment/Cluster__Role") == "silo"));
    }

    [Fact]
    public void Settings_AreKnownToTheProgram() =>
        Assert.All(Ours.SelectMany(service => service.Map("environment").Keys), name => Assert.True(KnownSettings.Contains(name), name));

    [Fact]
    public void Secrets_ComeFromTheEnvironment_AndTheStartRefusesWithoutThem()
    {
        var secrets = Services.Values.SelectMany(service => service.Map("environment")).Where(variable => variable.Key.Contains("PASSWORD", StringComparison.Ordinal)
            || variable.Key.EndsWith("_URL", StringComparison.Ordinal) || variable.Key.EndsWith("_AUTH", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(secrets);
        Assert.All(secrets, secret => Assert.Matches(@"\$\{[A-Z]+_PASSWORD:\?", secret.Value));
        Assert.All(Example().Where(line => line.Key.EndsWith("PASSWORD", StringComparison.Ordinal)), line => Assert.Empty(line.Value));
    }

    [Fact]
    public void Proxy_IsTrustedByTheNetworkThatItIsIn()
    {
        var network = Compose.Text("networks/default/ipam/config/0/subnet");

        Assert.Equal($"${{NETWORK:-{Example()["NETWORK"]}}}", network);
        Assert.All(Services.Where(service => service.Key.StartsWith("api", StringComparison.Ordinal)), service => Assert.Equal(network, service.Value.Text("environment/Proxy__Networks")));
        // And it believes what stands before it, on the host.
        Assert.Equal(network, Services["proxy"].Text("environment/NETWORK"));
        Assert.Contains("trusted_proxies static {$NETWORK}", Checkout.Read("deploy/Caddyfile"), StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_AreInTheExample()
    {
        var used = Variable().Matches(Checkout.Read("deploy/compose.yaml")).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(Example().Keys.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Volumes_AreDeclared_AndFilesAreThere()
    {
        var declared = ((JsonObject)Compose["volumes"]!).Select(volume => volume.Key).ToArray();
        Assert.All(Services.Values.SelectMany(service => service.List("volumes")).Select(volume => volume.ToString().Split(':')[0]), source =>
            Assert.True(source.StartsWith('.') ? File.Exists(Checkout.Path($"deploy/{source}")) : declared.Contains(source, StringComparer.Ordinal), source));
        Assert.All(Ours, service => Assert.True(File.Exists(Checkout.Path($"deploy/{service.Text("build/context")}/{service.Text("build/dockerfile")}"))));
    }

    [Fact]
    public void Redis_ForgetsNoMember()
    {
        // One that comes back empty lets new silos form a second cluster beside the old one.
        string[] needed = ["appendonly yes", "appendfsync always", "maxmemory-policy noeviction", "dir /data"];
        string[] commands = [Services["redis"].Text("command/2")!, Overlay.Of("local").Workloads.Single(workload => workload.Name == "redis").Container.Text("command/2")!];

        Assert.All(commands, command => Assert.All(needed, line => Assert.Contains(line, command, StringComparison.Ordinal)));
        Assert.Contains("redis:/data", Services["redis"].List("volumes").Select(volume => volume.ToString()));
    }

    [Fact]
    public void FrontEnds_HaveRoomForTheRecordingsThatTheyTakeAtATime() => Assert.All(
        Ours.Where(service => service.Text("environment/Cluster__Role") == "api"),
        service =>
        {
            var data = service.List("tmpfs").Select(mount => mount.ToString()).Single(mount => mount.StartsWith("/data:", StringComparison.Ordinal));
            var room = Recordings.Mebibytes(data.Split("size=")[1]);

            // A gigabyte more: with less left, the health page says that the disk gets full.
            Assert.True(room >= (service.Number("environment/Media__MaxFiles") * Recordings.Largest) + 1024);
        });

    [Fact]
    public void Proxy_KnowsTheFrontEnds()
    {
        string[][] proxies =
        [
            .. Checkout.Read("deploy/Caddyfile").Split('\n').Where(line => line.Contains("reverse_proxy ", StringComparison.Ordinal))
                .Select(line => line.Trim().Split(' ').Where(word => word.Contains(':', StringComparison.Ordinal)).ToArray()),
        ];

        // Pages and requests, Socket.IO, and CloudTarget's capture programs.
        Assert.Equal(["8080", "8080", CloudTarget.Port], proxies.Select(proxy => proxy[0].Split(':')[1]));
        Assert.All(proxies, proxy => Assert.Equal(FrontEnds.Select(name => $"{name}:{proxy[0].Split(':')[1]}"), proxy));
    }

    /// <summary>One of Socket.IO's connections may be many requests.</summary>
    [Fact]
    public void Proxy_SendsAllOfASocketIoClientToOneFrontEnd()
    {
        var caddy = Checkout.Read("deploy/Caddyfile");
        var begin = caddy.IndexOf("reverse_proxy @socketio ", StringComparison.Ordinal);

        Assert.Contains("@socketio path /socket.io /socket.io/*", caddy, StringComparison.Ordinal);
        Assert.Contains("lb_policy client_ip_hash", caddy[begin..caddy.IndexOf('}', begin)], StringComparison.Ordinal);
    }

    /// <summary>A player's ticket is in the address, and good for more than one request.</summary>
    [Fact]
    public void Proxy_WritesNoTickets()
    {
        var caddy = Checkout.Read("deploy/Caddyfile");
        var begin = caddy.IndexOf("request>uri query {", StringComparison.Ordinal);

        Assert.All(["replace ticket ", "replace access_token "], line => Assert.Contains(line, caddy[begin..caddy.IndexOf('}', begin)], StringComparison.Ordinal));
    }

    private static bool IsOurs(string service) => service.StartsWith("silo-", StringComparison.Ordinal) || service.StartsWith("api-", StringComparison.Ordinal);

    private static Dictionary<string, string> Example() => Checkout.Read("deploy/.env.example").Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('=', 2)).ToDictionary(line => line[0], line => line[1], StringComparer.Ordinal);

    [GeneratedRegex(@"(?<!\$)\$\{(?<name>[A-Z_]+)[:}]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
