using System.Globalization;
using System.Text.Json.Nodes;

namespace MeetingIntel.Deploy.Tests;

/// <summary>What stands around the workloads, and refers to them by name or label.</summary>
public sealed class ClusterTests
{
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Objects_AreInOurNamespace(string overlay) => Assert.All(
        Overlay.Of(overlay).Objects,
        item => Assert.Equal("meeting-intel", item.Text(item.Text("kind") == "Namespace" ? "metadata/name" : "metadata/namespace")));

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void OurWorkloads_HaveOneDisruptionBudget(string overlay) => Assert.All(Overlay.Of(overlay).OurWorkloads, workload =>
    {
        var budget = Assert.Single(Overlay.Of(overlay).OfKind("PodDisruptionBudget"), budget => workload.IsSelectedBy(budget.At("spec/selector")));
        Assert.Equal("1", budget.Text("spec/maxUnavailable"));
    });

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Autoscalers_ScaleWorkloadsThatAreThere_AndNobodyElseDoes(string overlay)
    {
        var workloads = Overlay.Of(overlay).OurWorkloads.ToDictionary(workload => workload.ToString(), StringComparer.Ordinal);
        var targets = Overlay.Of(overlay).OfKind("HorizontalPodAutoscaler")
            .ToDictionary(scaler => $"{scaler.Text("spec/scaleTargetRef/kind")}/{scaler.Text("spec/scaleTargetRef/name")}", StringComparer.Ordinal);

        Assert.Equal(workloads.Keys.Order(StringComparer.Ordinal), targets.Keys.Order(StringComparer.Ordinal));
        Assert.All(workloads.Values, workload => Assert.Null(workload.Node.At("spec/replicas")));
        Assert.All(targets, target => Assert.True(target.Value.Number("spec/minReplicas") >= (target.Key == "StatefulSet/silo" ? 3 : 2)));
        Assert.All(targets.Values, scaler => Assert.Contains(scaler.List("spec/metrics"), metric => metric.Text("resource/name") == "cpu"));
    }

    [Fact]
    public void Autoscaler_OfSilos_AddsOneBeforeTheyAreFull()
    {
        var production = Overlay.Of("production");
        var scaler = production.OfKind("HorizontalPodAutoscaler").Single(scaler => scaler.Text("metadata/name") == "silo");
        var channels = scaler.List("spec/metrics").Single(metric => metric.Text("type") == "Pods");

        // Of the slots there are, however many: a silo that recognises speech itself has ten, not Limits__LiveChannels.
        Assert.Equal("meetingintel_transcription_channels_use_ratio", channels.Text("pods/metric/name"));
        // When one of the fewest silos is lost, the others must have room for its channels.
        var silos = scaler.Number("spec/minReplicas");
        var after = Thousandths(channels.Text("pods/target/averageValue")!) / 1000.0 * silos / (silos - 1);
        Assert.InRange(after, 0.5, 1);
    }

    [Fact]
    public void Autoscalers_ScaleOnMetricsThatTheProgramCounts()
    {
        var metrics = Overlay.Of("production").OfKind("HorizontalPodAutoscaler").SelectMany(scaler => scaler.List("spec/metrics"))
            .Where(metric => metric.Text("type") == "Pods").Select(metric => metric.Text("pods/metric/name")!).ToArray();
        var source = string.Concat(Directory.GetFiles(Checkout.Path("src/Grains"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        Assert.NotEmpty(metrics);
        // Prometheus writes dots as underscores, and the unit 1 of a gauge as 'ratio'.
        Assert.All(metrics, metric =>
        {
            Assert.EndsWith("_ratio", metric, StringComparison.Ordinal);
            Assert.Matches($"CreateObservableGauge\\(\"{metric[..^"_ratio".Length].Replace("_", "\\.", StringComparison.Ordinal)}\", [^\n\"]*\"1\"", source);
            Assert.Contains(
                Yaml.Read(Checkout.Read("deploy/prometheus/adapter.yaml")).Single().List("rules"), rule => rule.Text("seriesQuery")!.StartsWith($"{metric}{{", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Collector_IsWherePodsSendTo_AndNamesThemAsTheAdapterAsks()
    {
        var collector = Yaml.Read(Checkout.Read("deploy/prometheus/collector.yaml")).Single();
        var endpoint = new Uri(Overlay.Of("production").Settings["OTEL_EXPORTER_OTLP_ENDPOINT"]);

        Assert.EndsWith($":{endpoint.Port}", collector.Text("receivers/otlp/protocols/grpc/endpoint"), StringComparison.Ordinal);
        Assert.All(Overlay.Of("production").OfKind("NetworkPolicy").Where(policy => policy.Text("metadata/name") == "telemetry"), policy =>
            Assert.Contains(policy.List("spec/egress").SelectMany(rule => rule.List("ports")), port => port.Number("port") == endpoint.Port));
        var query = Yaml.Read(Checkout.Read("deploy/prometheus/adapter.yaml")).Single().Text("rules/0/seriesQuery")!;
        var labels = collector.List("processors/transform/metric_statements").SelectMany(group => group.List("statements")).Select(statement => statement.ToString()).ToArray();
        Assert.All(new[] { "namespace", "pod" }, label =>
        {
            Assert.Contains($"{label}!=", query, StringComparison.Ordinal);
            Assert.Contains($"set(attributes[\"{label}\"], resource.attributes[\"k8s.{label}.name\"])", labels);
        });
        // Whatever is named in a pipeline is there.
        Assert.All(((JsonObject)collector.At("service/pipelines")!).Select(entry => entry.Value), pipeline => Assert.All(
            new[] { "receivers", "processors", "exporters" },
            part => Assert.All(pipeline.List(part), name => Assert.Contains(name.ToString(), ((JsonObject)collector.At(part)!).Select(entry => entry.Key)))));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Queues_AreTwoForEachSiloThereMayBe(string overlay)
    {
        var silos = Overlay.Of(overlay).OfKind("HorizontalPodAutoscaler").Single(scaler => scaler.Text("metadata/name") == "silo").Number("spec/maxReplicas");

        Assert.True(Overlay.Of(overlay).Number("Cluster__Queues") >= 2 * silos, $"{overlay}: silos beyond the number of queues would read none");
        // All processes must have the same, so none has its own.
        Assert.All(Overlay.Of(overlay).OurWorkloads, workload => Assert.DoesNotContain("Cluster__Queues", workload.Variables.Keys));
    }

    [Fact]
    public void Connections_OfAllProcessesThereMayBe_AreSaid()
    {
        var production = Overlay.Of("production");
        // And during an update one front-end that begins, and one that still ends.
        var processes = production.OfKind("HorizontalPodAutoscaler").Sum(scaler => scaler.Number("spec/maxReplicas")) + 2;
        var each = production.Number("Storage__QueryConnections") + 7;

        Assert.Contains($"{processes} processes", Checkout.Read("deploy/k8s/overlays/production/kustomization.yaml"), StringComparison.Ordinal);
        Assert.All(
            new[] { "deploy/k8s/overlays/production/kustomization.yaml", "deploy/README.md" },
            file => Assert.Contains((processes * each).ToString(CultureInfo.InvariantCulture), Checkout.Read(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Channels_ThatProductionCarries_AreSaid()
    {
        // Five for each worker, where a silo recognises speech itself.
        var each = int.Parse(Overlay.Of("production").OurWorkloads.Single(workload => workload.Name == "silo").Variables["Stt__PocketSphinx__Workers"], CultureInfo.InvariantCulture) * 5;
        var scaler = Overlay.Of("production").OfKind("HorizontalPodAutoscaler").Single(scaler => scaler.Text("metadata/name") == "silo");

        Assert.All(
            new[] { "deploy/k8s/overlays/production/kustomization.yaml", "deploy/README.md" },
            file => Assert.Contains(
                $"{scaler.Number("spec/minReplicas") * each} with three silos and {scaler.Number("spec/maxReplicas") * each} with twelve", Checkout.Read(file), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Services_LeadToPortsOfWorkloads(string overlay)
    {
        Assert.All(Overlay.Of(overlay).OfKind("Service"), service =>
        {
            var selector = new JsonObject { ["matchLabels"] = service.At("spec/selector")!.DeepClone() };
            var workload = Assert.Single(Overlay.Of(overlay).Workloads, workload => workload.IsSelectedBy(selector));
            Assert.All(service.List("spec/ports"), port => Assert.NotNull(workload.Port(port.Text("targetPort"))));
        });
        var services = Overlay.Of(overlay).OfKind("Service").ToDictionary(service => service.Text("metadata/name")!, StringComparer.Ordinal);
        Assert.All(
            Overlay.Of(overlay).Workloads.Where(workload => workload.Kind == "StatefulSet"),
            workload => Assert.Contains(workload.Node.Text("spec/serviceName")!, services.Keys));
        var backends = Overlay.Of(overlay).OfKind("Ingress").SelectMany(ingress => ingress.List("spec/rules")).SelectMany(rule => rule.List("http/paths")).ToArray();
        Assert.NotEmpty(backends);
        Assert.All(backends, path => Assert.Contains(
            services[path.Text("backend/service/name")!].List("spec/ports"), port => port.Text("name") == path.Text("backend/service/port/name")));
    }

    [Fact]
    public void Ingress_KeepsSocketsOpen_AndBuffersNothing()
    {
        var annotations = Overlay.Of("production").OfKind("Ingress").Single().Map("metadata/annotations");

        Assert.Equal("3600", annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"]);
        Assert.Equal("3600", annotations["nginx.ingress.kubernetes.io/proxy-send-timeout"]);
        Assert.Equal("off", annotations["nginx.ingress.kubernetes.io/proxy-buffering"]);
        Assert.Equal("off", annotations["nginx.ingress.kubernetes.io/proxy-request-buffering"]);
        Assert.DoesNotContain(annotations.Keys, key => key.Contains("affinity", StringComparison.Ordinal));
        Assert.NotEmpty(Overlay.Of("production").OfKind("Ingress").Single().List("spec/tls"));
    }

    /// <summary>A player's ticket is in the address, and good for more than one request.</summary>
    [Fact]
    public void Ingress_WritesNoAddresses() => Assert.All(
        Overlay.Of("production").OfKind("Ingress"), ingress => Assert.Equal("false", ingress.Map("metadata/annotations")["nginx.ingress.kubernetes.io/enable-access-log"]));

    /// <summary>A quantity of Kubernetes that is written with <c>m</c>.</summary>
    private static int Thousandths(string quantity)
    {
        Assert.EndsWith("m", quantity, StringComparison.Ordinal);
        return int.Parse(quantity[..^1], CultureInfo.InvariantCulture);
    }
}
