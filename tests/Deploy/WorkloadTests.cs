namespace MeetingIntel.Deploy.Tests;

/// <summary>What runs, and how it is allowed to.</summary>
public sealed class WorkloadTests
{
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void OurWorkloads_AreBothRoles_OfOneImage(string overlay)
    {
        var ours = Overlay.Of(overlay).OurWorkloads.ToArray();

        Assert.Equal(["Deployment/api", "StatefulSet/silo"], ours.Select(workload => workload.ToString()).Order(StringComparer.Ordinal));
        Assert.All(ours, workload => Assert.Equal(workload.Name, workload.Variables["Cluster__Role"]));
        Assert.Single(ours.Select(workload => workload.Image).Distinct(StringComparer.Ordinal));
        // A tag that moves would run two versions side by side after a pod is moved.
        Assert.All(ours, workload => Assert.Matches(@"meeting-intel:(?!latest$).+$", workload.Image));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Workloads_HaveThreeProbes(string overlay)
    {
        Assert.All(Overlay.Of(overlay).Workloads, workload => Assert.All(
            new[] { "startupProbe", "livenessProbe", "readinessProbe" },
            probe => Assert.True((workload.Container.At($"{probe}/httpGet") ?? workload.Container.At($"{probe}/exec")) is not null, $"{workload} has no {probe}")));
        Assert.All(Overlay.Of(overlay).OurWorkloads, workload =>
        {
            Assert.Equal("/health", workload.Container.Text("startupProbe/httpGet/path"));
            // Never /ready: a database that is away would have every process started anew.
            Assert.Equal("/health", workload.Container.Text("livenessProbe/httpGet/path"));
            Assert.Equal("/ready", workload.Container.Text("readinessProbe/httpGet/path"));
            Assert.Equal(Overlay.Of(overlay).Settings["ASPNETCORE_HTTP_PORTS"], workload.Port(workload.Container.Text("readinessProbe/httpGet/port")));
        });
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Workloads_SayWhatTheyTake(string overlay) => Assert.All(Overlay.Of(overlay).Workloads, workload =>
    {
        Assert.NotNull(workload.Container.Text("resources/requests/cpu"));
        Assert.NotNull(workload.Container.Text("resources/requests/memory"));
        Assert.NotNull(workload.Container.Text("resources/limits/memory"));
    });

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Workloads_HaveNoRights(string overlay)
    {
        Assert.All(Overlay.Of(overlay).Workloads, workload =>
        {
            Assert.Equal("true", workload.Pod.Text("securityContext/runAsNonRoot"));
            Assert.NotEqual("0", workload.Pod.Text("securityContext/runAsUser"));
            Assert.Equal("RuntimeDefault", workload.Pod.Text("securityContext/seccompProfile/type"));
            Assert.Equal("false", workload.Pod.Text("automountServiceAccountToken"));
            Assert.Equal("false", workload.Container.Text("securityContext/allowPrivilegeEscalation"));
            Assert.Equal("true", workload.Container.Text("securityContext/readOnlyRootFilesystem"));
            Assert.Equal("ALL", workload.Container.Text("securityContext/capabilities/drop/0"));
        });
        Assert.DoesNotContain(Overlay.Of(overlay).Objects, item => item.Text("kind")!.Contains("Role", StringComparison.Ordinal));
        Assert.All(Overlay.Of(overlay).OfKind("ServiceAccount"), account => Assert.Equal("false", account.Text("automountServiceAccountToken")));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void OurWorkloads_CanWriteWhereTheyMust_OnAReadOnlyRoot(string overlay) => Assert.All(Overlay.Of(overlay).OurWorkloads, workload =>
    {
        var volumes = workload.Pod.List("volumes").Select(volume => volume.Text("name"));
        var mounts = workload.Container.List("volumeMounts").ToDictionary(mount => mount.Text("mountPath")!, mount => mount.Text("name"), StringComparer.Ordinal);
        Assert.Contains(mounts["/tmp"], volumes);
        Assert.Contains(mounts[Overlay.Of(overlay).Settings["DATA_DIRECTORY"]], volumes);
    });

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void FrontEnds_HaveRoomForTheRecordingsThatTheyTakeAtATime(string overlay)
    {
        var api = Overlay.Of(overlay).OurWorkloads.Single(workload => workload.Name == "api");
        var settings = Overlay.Of(overlay).Settings;
        // Recordings lie where the health page looks at the disk.
        Assert.StartsWith($"{settings["DATA_DIRECTORY"]}/", settings["Media__TempPath"], StringComparison.Ordinal);
        var data = api.Container.List("volumeMounts").Single(mount => mount.Text("mountPath") == settings["DATA_DIRECTORY"]).Text("name");
        var room = Recordings.Mebibytes(api.Pod.List("volumes").Single(volume => volume.Text("name") == data).Text("emptyDir/sizeLimit")!);

        Assert.True(room > Overlay.Of(overlay).Number("Media__MaxFiles") * Recordings.Largest);
        Assert.True(Recordings.Mebibytes(api.Container.Text("resources/limits/ephemeral-storage")!) > room);
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void OurWorkloads_HaveTimeToDrain(string overlay) => Assert.All(Overlay.Of(overlay).OurWorkloads, workload =>
        Assert.True(
            workload.Pod.Number("terminationGracePeriodSeconds") > Overlay.Of(overlay).Number("Drain__Seconds") + Shutdown.Seconds,
            $"{workload} would be killed while it still drains"));

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void OurWorkloads_AreReplacedOneByOne(string overlay)
    {
        var api = Overlay.Of(overlay).OurWorkloads.Single(workload => workload.Name == "api").Node;
        var silo = Overlay.Of(overlay).OurWorkloads.Single(workload => workload.Name == "silo").Node;

        Assert.Equal("0", api.Text("spec/strategy/rollingUpdate/maxUnavailable"));
        Assert.Equal("1", api.Text("spec/strategy/rollingUpdate/maxSurge"));
        Assert.Equal("RollingUpdate", silo.Text("spec/updateStrategy/type"));
        Assert.Null(silo.At("spec/updateStrategy/rollingUpdate/partition"));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void OurWorkloads_AreSpread(string overlay) => Assert.All(Overlay.Of(overlay).OurWorkloads, workload =>
    {
        Assert.Equal(["kubernetes.io/hostname", "topology.kubernetes.io/zone"], workload.Pod.List("topologySpreadConstraints").Select(spread => spread.Text("topologyKey")));
        Assert.All(workload.Pod.List("topologySpreadConstraints"), spread => Assert.True(workload.IsSelectedBy(spread.At("labelSelector"))));
        // Where it must hold, nodes that take no silo don't count: else those beside them would wait for one there for ever.
        var strict = workload.Pod.List("topologySpreadConstraints").Where(spread => spread.Text("whenUnsatisfiable") == "DoNotSchedule").ToArray();
        string[] expected = overlay == "production" && workload.Name == "silo" ? ["kubernetes.io/hostname"] : [];
        Assert.Equal(expected, strict.Select(spread => spread.Text("topologyKey")!));
        Assert.All(strict, spread => Assert.Equal("Honor", spread.Text("nodeTaintsPolicy")));
    });
}
