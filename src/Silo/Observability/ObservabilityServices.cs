using MeetingIntel.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace MeetingIntel.Silo.Observability;

/// <summary>How operators see into the process.</summary>
internal static class ObservabilityServices
{
    /// <summary>
    /// Puts session, request and trace beside log lines, and exports traces and metrics when the standard variables say where to. Add it before everything else:
    /// services stop in reverse order, so that the last words of the others are still exported.
    /// </summary>
    /// <param name="builder">The host.</param>
    public static void AddObservability(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<LogScopes>();
        builder.Services.TryAddSingleton<IExternalScopeProvider>(services => services.GetRequiredService<LogScopes>());
        builder.Services.AddHostedService<GrainScopes>();
        // The framework's scope of a request has an id of its own, that no client has ever seen.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // Logging__Console__FormatterName=json is all it takes.
        builder.Services.Configure<JsonConsoleFormatterOptions>(json =>
        {
            json.IncludeScopes = true;
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
        if (OpenTelemetrySettings.IsOn(builder.Configuration))
        {
            // A request's span with its route and status: what the framework leaves out unless it is told.
            AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
            builder.Services.AddHostedService<OpenTelemetryExport>();
        }
    }

    private sealed class GrainScopes(LogScopes scopes, ClusterSettings cluster, IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            // In a front-end of its own no grain ever runs; what a client of Orleans has in its place throws until it has found a silo.
            scopes.Grains = cluster.HostsGrains ? services.GetService<IGrainContextAccessor>() : null;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
