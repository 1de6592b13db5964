using System.Reflection;
using MeetingIntel.Observability;
using MeetingIntel.Silo.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MeetingIntel.Silo.Observability;

/// <summary>
/// Exports traces and metrics over OTLP while the host runs. What the standard variables say counts: endpoint, protocol, headers, service name, resource
/// attributes, sampler, intervals. A collector that is away costs nothing but what it would have been told.
/// </summary>
internal sealed class OpenTelemetryExport : IHostedService, IDisposable
{
    private const string DefaultServiceName = "meeting-intel";

    /// <summary>
    /// Ours, what a request does, and what it asks of others. Not Orleans' spans: one for each call and one for each piece of audio, fifty a second and
    /// channel; a trace crosses its processes without them.
    /// </summary>
    private static readonly string[] Sources = [MeetingTrace.SourceName, "Microsoft.AspNetCore", "System.Net.Http", "Npgsql"];

    private static readonly string[] Meters =
    [
        "MeetingIntel.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections",
        "System.Runtime", "System.Net.Http", "Npgsql", "Microsoft.Orleans",
    ];

    private readonly OpenTelemetrySdk _sdk;

    /// <summary>Listens from now on: what happens while the host starts is exported, too.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="cluster">What this process is in its cluster.</param>
    public OpenTelemetryExport(IConfiguration configuration, ClusterSettings cluster) => _sdk = OpenTelemetrySdk.Create(telemetry =>
    {
        telemetry.Services.AddSingleton(configuration);
        telemetry.ConfigureResource(resource => Describe(resource, cluster.RoleName));
        if (OpenTelemetrySettings.IsExported(configuration, "TRACES"))
        {
            telemetry.WithTracing(tracing => tracing
                .AddSource(Sources)
                .SetSampler(new MeaningfulRoots(OpenTelemetrySettings.ReadSampler(configuration)))
                .AddOtlpExporter());
        }

        if (OpenTelemetrySettings.IsExported(configuration, "METRICS"))
        {
            telemetry.WithMetrics(metrics => metrics.AddMeter(Meters).AddOtlpExporter());
        }
    });

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is left, for a few seconds at most.</summary>
    public void Dispose() => _sdk.Dispose();

    /// <summary>Who says it. The variables (<c>OTEL_SERVICE_NAME</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>) come last, so that they win.</summary>
    private static void Describe(ResourceBuilder resource, string role)
    {
        var version = typeof(OpenTelemetryExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        resource.Clear()
            .AddService(DefaultServiceName, serviceVersion: version)
            .AddAttributes([new("meetingintel.role", role)])
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
    }
}
