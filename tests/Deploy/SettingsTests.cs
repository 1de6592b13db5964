using System.Net;
using MeetingIntel.Storage.Connections;
using Npgsql;

namespace MeetingIntel.Deploy.Tests;

/// <summary>What the pods are told.</summary>
public sealed class SettingsTests
{
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Settings_AreKnownToTheProgram(string overlay) => Assert.All(Overlay.Of(overlay).OurWorkloads, workload =>
    {
        var values = workload.Variables.Values;
        // What only makes up the value of another variable is not the program's to know.
        var given = workload.Variables.Keys.Where(name => !values.Any(value => value.Contains($"$({name})", StringComparison.Ordinal)));
        Assert.All(given.Concat(Overlay.Of(overlay).Settings.Keys), name => Assert.True(KnownSettings.Contains(name), $"{workload}: the program has no setting {name}"));
    });

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Settings_AreThoseThatPodsReferTo(string overlay) => Assert.All(Overlay.Of(overlay).OurWorkloads, workload =>
    {
        var sources = workload.Container.List("envFrom").ToArray();
        Assert.Equal(Overlay.Of(overlay).OfKind("ConfigMap").Single().Text("metadata/name"), sources[0].Text("configMapRef/name"));
        // That of production is made by the operator, under the name that the overlay asks for.
        var secret = Overlay.Of(overlay).OfKind("Secret").SingleOrDefault(secret => secret.At("data/DATABASE_URL") is not null)?.Text("metadata/name");
        Assert.Equal(secret ?? "meeting-intel", sources[1].Text("secretRef/name"));
    });

    [Fact]
    public void Secrets_OfProduction_AreNotInTheRepository()
    {
        Assert.Empty(Overlay.Of("production").OfKind("Secret"));
        Assert.DoesNotContain(
            Overlay.Of("production").Settings.Keys,
            name => name.EndsWith("_URL", StringComparison.Ordinal) || name.Contains("KEY", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Secrets_OfTheLocalOverlay_AreKnownToTheProgram()
    {
        var secret = Overlay.Of("local").OfKind("Secret").Single(secret => secret.At("data/DATABASE_URL") is not null).Map("data");

        Assert.Equal(["DATABASE_URL", "ENCRYPTION_KEYS", "REDIS_URL"], secret.Keys.Order(StringComparer.Ordinal));
        Assert.All(secret.Keys, name => Assert.True(KnownSettings.Contains(name)));
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Ports_AreThoseOfTheSettings(string overlay)
    {
        var settings = Overlay.Of(overlay).Settings;
        var silo = Overlay.Of(overlay).OurWorkloads.Single(workload => workload.Name == "silo");

        Assert.Equal(settings["Cluster__SiloPort"], silo.Port("silo"));
        Assert.Equal(settings["Cluster__GatewayPort"], silo.Port("gateway"));
        Assert.Equal("status.podIP", silo.Container.List("env").Single(item => item.Text("name") == "Cluster__Address").Text("valueFrom/fieldRef/fieldPath"));
    }

    [Fact]
    public void Authorities_OfTheOperator_AreMountedWhereTheProgramLooks_AndNeedNotBeThere() => Assert.All(Overlay.Of("production").OurWorkloads, workload =>
    {
        var volume = workload.Pod.List("volumes").Single(volume => volume.Text("configMap/name") == "meeting-intel-ca");
        Assert.Equal("true", volume.Text("configMap/optional"));
        var mount = workload.Container.List("volumeMounts").Single(mount => mount.Text("name") == volume.Text("name"));
        Assert.Equal(["/etc/ssl/certs", mount.Text("mountPath")!], Overlay.Of("production").Settings["SSL_CERT_DIR"].Split(':'));
        // What the README tells the operator to make.
        Assert.Contains("create configmap meeting-intel-ca ", Checkout.Read("deploy/README.md"), StringComparison.Ordinal);
    });

    [Fact]
    public void DatabaseAddress_ThatTheReadmeShows_AsksForACheckedCertificate()
    {
        var shown = Checkout.Read("deploy/README.md").Split('\n').Single(line => line.Contains("> DATABASE_URL", StringComparison.Ordinal)).Split('\'')[1];

        Assert.Equal(SslMode.VerifyFull, DatabaseUrl.Parse(shown).SslMode);
    }

    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Proxies_AreTrustedByTheNetworkThatTheyCallFrom(string overlay) => Assert.All(
        Overlay.Of(overlay).Settings["Proxy__Networks"].Split(','), network => Assert.InRange(IPNetwork.Parse(network).PrefixLength, 16, 32));

    [Fact]
    public void KnownSettings_WhatNobodyReads_IsNotAmongThem() => Assert.All(
        new[] { "Cluster__Rolle", "DRAIN_SECONDS", "Storage__Section", "Cluster__RedisUrl" }, name => Assert.False(KnownSettings.Contains(name)));
}
