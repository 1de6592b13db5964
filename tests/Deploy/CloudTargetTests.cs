using System.Text.Json.Nodes;

namespace MeetingIntel.Deploy.Tests;

/// <summary>The way of CloudTarget's capture programs, from what stands outside to the listener of a front-end.</summary>
public sealed class CloudTargetTests
{
    private static readonly JsonObject Services = (JsonObject)Yaml.Read(Checkout.Read("deploy/compose.yaml")).Single()["services"]!;

    /// <summary>The part of the Caddyfile for the port, up to its closing brace at the margin.</summary>
    private static string Caddy => Site($":{CloudTarget.Port}");

    [Fact]
    public void Image_ExposesThePort() => Assert.Contains(
        CloudTarget.Port,
        Assert.Single(Checkout.Read("deploy/Dockerfile").Split('\n'), line => line.StartsWith("EXPOSE ", StringComparison.Ordinal)).Split(' '));

    [Fact]
    public void Compose_FrontEndsListen_AndSilosDoNot() => Assert.All(
        Services.Where(service => service.Value.At("environment/Cluster__Role") is not null),
        service => AssertListens(service.Value.Text("environment/Cluster__Role")!, service.Value.Map("environment")));

    [Fact]
    public void Compose_ProxyIsReached_OnThisMachineOnly()
    {
        var ports = Services["proxy"].List("ports").Select(port => port.ToString()).ToArray();

        Assert.Contains($"127.0.0.1:${{CLOUDTARGET_PORT:-{CloudTarget.Port}}}:{CloudTarget.Port}", ports);
        Assert.All(ports, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.Contains($"CLOUDTARGET_PORT={CloudTarget.Port}", Checkout.Read("deploy/.env.example").Split('\n'));
    }

    [Fact]
    public void Proxy_PassesSocketsOnly()
    {
        Assert.Contains("@socket header_regexp Upgrade (?i)^websocket$", Caddy, StringComparison.Ordinal);
        Assert.StartsWith("reverse_proxy ", Inside(Caddy, "handle @socket {"), StringComparison.Ordinal);
        Assert.Contains("respond 426", Inside(Caddy, "handle {"), StringComparison.Ordinal);
        // What is in no handle would be for all requests.
        Assert.Equal(1, Caddy.Split("reverse_proxy ").Length - 1);
    }

    /// <summary>The port itself has no health page.</summary>
    [Fact]
    public void Proxy_ChoosesAmongFrontEnds_AsForEverythingElse()
    {
        var other = Site(":8080");
        var everything = Settings(Inside(other, other[other.LastIndexOf("reverse_proxy ", StringComparison.Ordinal)..].Split('\n')[0]));
        var ours = Settings(Inside(Caddy, Caddy[Caddy.IndexOf("reverse_proxy ", StringComparison.Ordinal)..].Split('\n')[0]));

        Assert.Contains("lb_policy least_conn", everything);
        Assert.Contains("health_uri /ready", everything);
        Assert.Equal(everything.Append("health_port 8080").Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Pods_FrontEndsListen_AndSilosDoNot(string overlay) => Assert.All(Overlay.Of(overlay).OurWorkloads, workload =>
    {
        AssertListens(workload.Name, workload.Variables);
        Assert.Equal(workload.Name == "api" ? CloudTarget.Port : null, workload.Port("calls"));
        // Those that both roles share say nothing of it.
        Assert.DoesNotContain(Overlay.Of(overlay).Settings.Keys, name => name.StartsWith("CloudTarget__", StringComparison.Ordinal));
    });

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Service_LeadsToThePort(string overlay)
    {
        var port = Overlay.Of(overlay).OfKind("Service").Single(service => service.Text("metadata/name") == "api").List("spec/ports").Single(port => port.Text("name") == "calls");

        Assert.Equal(CloudTarget.Port, port.Text("port"));
        Assert.Equal("calls", port.Text("targetPort"));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Ingress_HasAHostForThem_AndAllItsPaths(string overlay)
    {
        var rules = Overlay.Of(overlay).OfKind("Ingress").Single().List("spec/rules").ToArray();
        var calls = Assert.Single(rules, rule => Backend(Assert.Single(rule.List("http/paths"))) == "api:calls");
        var meetings = Assert.Single(rules, rule => Backend(Assert.Single(rule.List("http/paths"))) == "api:http");

        Assert.Equal($"calls.{meetings.Text("host")}", calls.Text("host"));
        Assert.Equal("/", calls.Text("http/paths/0/path"));
        Assert.Equal("Prefix", calls.Text("http/paths/0/pathType"));
    }

    [Fact]
    public void Ingress_HasTlsForAllHosts_AndLeavesTheirNamesAsTheyCame()
    {
        var ingress = Overlay.Of("production").OfKind("Ingress").Single();

        Assert.Equal(
            ingress.List("spec/rules").Select(rule => rule.Text("host")).Order(StringComparer.Ordinal),
            ingress.List("spec/tls").SelectMany(tls => tls.List("hosts")).Select(host => host.ToString()).Order(StringComparer.Ordinal));
        // Origins are compared with Host.
        Assert.DoesNotContain("nginx.ingress.kubernetes.io/upstream-vhost", ingress.Map("metadata/annotations").Keys);
    }

    [Fact]
    public void Readme_SaysTheAddresses()
    {
        var readme = Checkout.Read("deploy/README.md");
        var host = Overlay.Of("production").OfKind("Ingress").Single().List("spec/rules").Single(rule => Backend(rule.At("http/paths/0")!) == "api:calls").Text("host");

        Assert.Contains($"`wss://any:mik_…@{host}/`", readme, StringComparison.Ordinal);
        Assert.Contains($"`ws://any:mik_…@localhost:{CloudTarget.Port}/`", readme, StringComparison.Ordinal);
    }

    /// <summary>Front-ends on the port, for others than their own machine; silos not at all.</summary>
    private static void AssertListens(string role, IReadOnlyDictionary<string, string> settings)
    {
        Assert.Equal(role == "api" ? CloudTarget.Port : null, settings.GetValueOrDefault("CloudTarget__Port"));
        Assert.Equal(role == "api" ? "*" : null, settings.GetValueOrDefault("CloudTarget__Host"));
    }

    private static string Backend(JsonNode path) => $"{path.Text("backend/service/name")}:{path.Text("backend/service/port/name")}";

    private static string Site(string address)
    {
        var caddy = Checkout.Read("deploy/Caddyfile");
        var begin = caddy.IndexOf($"\n{address} {{\n", StringComparison.Ordinal);
        Assert.True(begin >= 0, $"The Caddyfile has nothing for {address}");
        return caddy[begin..caddy.IndexOf("\n}", begin, StringComparison.Ordinal)];
    }

    /// <summary>What is between a line that opens a block and the brace that closes it.</summary>
    private static string Inside(string text, string opening)
    {
        var begin = text.IndexOf(opening, StringComparison.Ordinal);
        Assert.True(begin >= 0, $"'{opening}' is not there");
        var margin = text[(text.LastIndexOf('\n', begin) + 1)..begin];
        return text[(begin + opening.Length)..text.IndexOf($"\n{margin}}}", begin, StringComparison.Ordinal)].Trim();
    }

    private static IEnumerable<string> Settings(string block) => block.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');
}
