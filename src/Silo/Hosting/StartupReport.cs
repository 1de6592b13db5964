using MeetingIntel.Api.Identity;
using MeetingIntel.Providers.Insights;
using MeetingIntel.Providers.Stt;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Silo.Hosting;

/// <summary>Says, once everything runs, where to look and what runs on a fallback.</summary>
internal sealed class StartupReport(
    ClusterSettings cluster, IServer server, SttStatus stt, IHostEnvironment environment, IOptions<IdentityOptions> identity, IInsightAnalyser? analyser = null)
    : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        Console.WriteLine();
        Console.WriteLine($"  MeetingIntel is ready: {string.Join("  ", addresses)}");
        Console.WriteLine($"    engine           {Engine.Description}; {Describe(cluster)}");
        if (analyser is not null)
        {
            Console.WriteLine($"    speech to text   {stt.Message}");
            Console.WriteLine($"    insights         {(analyser.Source == "local" ? "local analyser: extracts, does not write (no language model is configured)" : analyser.Source)}");
        }

        if (cluster.ServesClients)
        {
            Console.WriteLine($"    identity         {identity.Value.Describe(environment)}");
        }

        Console.WriteLine();
        return Task.CompletedTask;
    }

    private static string Describe(ClusterSettings cluster)
    {
        var what = cluster.Role switch
        {
            ClusterRole.All => "grains and front-end in this process",
            ClusterRole.Silo => "grains",
            ClusterRole.Api => "front-end",
            _ => throw new InvalidOperationException($"There is no role {cluster.Role}."),
        };
        return cluster.Membership == ClusterMembership.Local ? what : $"{what}, in the cluster '{cluster.Id}' ({cluster.Membership})";
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
