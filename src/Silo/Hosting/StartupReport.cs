using MeetingIntel.Api.Identity;
using MeetingIntel.Providers.Insights;
using MeetingIntel.Providers.Stt;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Silo.Hosting;

/// <summary>Says, once everything runs, where to look and what runs on a fallback: to people in a few lines, to programs that read the log in one event.</summary>
internal sealed partial class StartupReport(
    ClusterSettings cluster,
    IServer server,
    SttStatus stt,
    IHostEnvironment environment,
    IOptions<IdentityOptions> identity,
    IOptions<ConsoleLoggerOptions> console,
    ILogger<StartupReport> logger,
    IInsightAnalyser? analyser = null)
    : IHostedLifecycleService
{
    /// <summary>What a process of this role does not do.</summary>
    private const string NotHere = "not here";

    private string Addresses => string.Join("  ", server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);

    private string Runs => $"{Engine.Description}; {Describe(cluster)}";

    private string? Hears => analyser is null ? null : stt.Message;

    private string? Understands => analyser?.Source == "local" ? "local analyser: extracts, does not write (no language model is configured)" : analyser?.Source;

    private string? LetsIn => cluster.ServesClients ? identity.Value.Describe(environment) : null;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (string.Equals(console.Value.FormatterName, ConsoleFormatterNames.Json, StringComparison.OrdinalIgnoreCase))
        {
            LogReady(Addresses, Runs, Hears ?? NotHere, Understands ?? NotHere, LetsIn ?? NotHere);
        }
        else
        {
            Show();
        }

        return Task.CompletedTask;
    }

    private void Show()
    {
        Console.WriteLine();
        Console.WriteLine($"  MeetingIntel is ready: {Addresses}");
        Show("engine", Runs);
        Show("speech to text", Hears);
        Show("insights", Understands);
        Show("identity", LetsIn);
        Console.WriteLine();
    }

    private static void Show(string name, string? value)
    {
        if (value is not null)
        {
            Console.WriteLine($"    {name,-16} {value}");
        }
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

    [LoggerMessage(
        LogLevel.Information,
        "MeetingIntel is ready: {Addresses}. Engine: {Engine}. Speech to text: {SpeechToText}. Insights: {Insights}. Identity: {Identity}.")]
    private partial void LogReady(string addresses, string engine, string speechToText, string insights, string identity);
}
