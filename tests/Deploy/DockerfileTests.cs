using System.Globalization;
using MeetingIntel.Silo.Hosting;

namespace MeetingIntel.Deploy.Tests;

/// <summary><c>deploy/Dockerfile</c>, read; that it builds can only be seen where there is a container engine.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] Lines = 
    [
        .. Checkout.Read("deploy/Dockerfile").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Where(line => line.Length > 0 && line[0] != '#'),
    ];

    private static IEnumerable<string[]> Instructions(string name) =>
        Lines.Where(line => line.StartsWith($"{name} ", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);

    [Fact]
    public void Copies_WhatIsThere()
    {
        var sources = Instructions("COPY").Where(copy => !copy[0].StartsWith("--from", StringComparison.Ordinal)).SelectMany(copy => copy[..^1]).ToArray();

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(File.Exists(Checkout.Path(source)) || Directory.Exists(Checkout.Path(source)), $"{source} is copied but is not there"));
        // What the context leaves out can't be copied.
        var let = Checkout.Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]).ToArray();
        Assert.All(sources, source => Assert.Contains(source.Split('/')[0], let));
        Assert.All(let, path => Assert.True(File.Exists(Checkout.Path(path)) || Directory.Exists(Checkout.Path(path)), path));
    }

    [Fact]
    public void Copies_FromStagesThatAreThere()
    {
        var stages = Instructions("FROM").Where(from => from.Length == 3).Select(from => from[2]).ToArray();

        Assert.All(Instructions("COPY").Where(copy => copy[0].StartsWith("--from=", StringComparison.Ordinal)), copy => Assert.Contains(copy[0]["--from=".Length..], stages));
    }

    [Fact]
    public void Runs_TheServer_ItselfAndNotAsRoot()
    {
        Assert.Equal($"ENTRYPOINT [\"dotnet\", \"{typeof(SiloHost).Assembly.GetName().Name}.dll\"]", Lines[^1]);
        var user = Assert.Single(Instructions("USER")).Single().Split(':')[0];
        Assert.True(int.Parse(user, CultureInfo.InvariantCulture) > 1000);
        Assert.All(Overlay.Names.SelectMany(overlay => Overlay.Of(overlay).OurWorkloads), workload => Assert.Equal(user, workload.Pod.Text("securityContext/runAsUser")));
    }

    [Fact]
    public void Sets_WhatTheProgramKnows()
    {
        var variables = Instructions("ENV").SelectMany(env => env).Select(item => item.Split('=', 2)).ToDictionary(item => item[0], item => item[1], StringComparer.Ordinal);

        Assert.All(variables.Keys, name => Assert.True(KnownSettings.Contains(name), name));
        Assert.Contains(variables["ASPNETCORE_HTTP_PORTS"], Assert.Single(Instructions("EXPOSE")));
        Assert.All(
            new[] { "DATA_DIRECTORY", "Media__TempPath" },
            name => Assert.All(Overlay.Names, overlay => Assert.Equal(variables[name], Overlay.Of(overlay).Settings[name])));
        Assert.StartsWith($"{variables["DATA_DIRECTORY"]}/", variables["Media__TempPath"], StringComparison.Ordinal);
    }

    [Fact]
    public void Builds_OnOrleans() => Assert.Contains(
        Lines, line => line.Contains("dotnet publish", StringComparison.Ordinal) && line.Contains("-p:Engine=orleans", StringComparison.Ordinal));
}
