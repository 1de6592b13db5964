using System.Text.Json.Nodes;

namespace MeetingIntel.Deploy.Tests;

/// <summary>Who may talk to whom.</summary>
public sealed class NetworkPolicyTests
{
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Everything_IsDeniedByDefault(string overlay)
    {
        var deny = Policies(overlay).Single(policy => policy.Text("metadata/name") == "default-deny");

        Assert.Empty(deny.Map("spec/podSelector"));
        Assert.Equal(["Ingress", "Egress"], deny.List("spec/policyTypes").Select(type => type.ToString()));
        Assert.Null(deny.At("spec/ingress"));
        Assert.Null(deny.At("spec/egress"));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Workloads_HavePoliciesOfTheirOwn(string overlay) => Assert.All(Overlay.Of(overlay).Workloads, workload => Assert.Contains(
        Policies(overlay).Where(policy => policy.Map("spec/podSelector/matchLabels").Count > 0 && policy.At("spec/ingress") is not null),
        policy => workload.IsSelectedBy(policy.At("spec/podSelector"))));

    [Theory]
    // From, to, port. Front-ends use the silos' gateway; the silo port is the silos' own.
    [InlineData("silo", "silo", "11111", true)]
    [InlineData("api", "silo", "30000", true)]
    [InlineData("api", "silo", "11111", false)]
    [InlineData("silo", "api", "8080", false)]
    [InlineData("api", "api", "8080", false)]
    [InlineData("silo", "api", "8765", false)]
    [InlineData("api", "api", "8765", false)]
    [InlineData("silo", "postgres", "5432", true)]
    [InlineData("api", "postgres", "5432", true)]
    [InlineData("silo", "redis", "6379", true)]
    [InlineData("api", "redis", "6379", true)]
    [InlineData("postgres", "redis", "6379", false)]
    [InlineData("redis", "postgres", "5432", false)]
    public void Pods_ReachOnlyWhomTheyNeed(string from, string to, string port, bool allowed)
    {
        var workloads = Overlay.Of("local").Workloads.ToDictionary(workload => workload.Name, StringComparer.Ordinal);

        // Both ends must agree: the sender's policies on what goes out, the receiver's on what comes in.
        Assert.Equal(allowed, Allows("egress", workloads[from], workloads[to], port) && Allows("ingress", workloads[to], workloads[from], port));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void FrontEnds_TakeRequests_FromTheIngressControllerOnly(string overlay)
    {
        var api = Overlay.Of(overlay).OurWorkloads.Single(workload => workload.Name == "api");
        var rule = Assert.Single(Policies(overlay).Where(policy => api.IsSelectedBy(policy.At("spec/podSelector"))).SelectMany(policy => policy.List("spec/ingress")));

        Assert.Equal([api.Port("http"), api.Port("calls")], rule.List("ports").Select(port => port.Text("port")));
        Assert.All(rule.List("ports"), port => Assert.Equal("TCP", port.Text("protocol")));
        Assert.NotNull(Assert.Single(rule.List("from")).At("namespaceSelector/matchExpressions"));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Nobody_ReachesTheInternet(string overlay) => Assert.All(
        Policies(overlay).SelectMany(policy => policy.List("spec/egress")),
        rule =>
        {
            Assert.NotEmpty(rule.List("ports"));
            Assert.NotEmpty(rule.List("to"));
            // No peer that means everybody: neither a network without end nor pods of all namespaces.
            Assert.All(rule.List("to"), peer =>
            {
                Assert.DoesNotContain("/0", peer.Text("ipBlock/cidr") ?? "", StringComparison.Ordinal);
                Assert.True(peer.At("namespaceSelector") is not { } spaces || spaces.Map("matchLabels").Count > 0);
            });
        });

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Names_AreAskedOfTheClustersOwnServer_Only(string overlay)
    {
        var peers = Policies(overlay).SelectMany(policy => policy.List("spec/egress")).Where(rule => rule.List("ports").Any(port => port.Text("port") == "53"))
            .SelectMany(rule => rule.List("to"));

        var server = Assert.Single(peers);
        Assert.Equal("kube-system", server.Map("namespaceSelector/matchLabels")["kubernetes.io/metadata.name"]);
    }

    private static IEnumerable<JsonNode> Policies(string overlay) => Overlay.Of(overlay).OfKind("NetworkPolicy");

    private static bool Allows(string direction, Workload self, Workload other, string port) => Policies("local")
        .Where(policy => self.IsSelectedBy(policy.At("spec/podSelector")))
        .SelectMany(policy => policy.List($"spec/{direction}"))
        .Any(rule => rule.List("ports").Any(item => item.Text("port") == port)
            && rule.List(direction == "egress" ? "to" : "from").Any(peer => peer.At("namespaceSelector") is null && other.IsSelectedBy(peer.At("podSelector"))));
}
