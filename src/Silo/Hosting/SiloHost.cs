using MeetingIntel.Api;
using MeetingIntel.Api.Service;
using MeetingIntel.Grains;
using MeetingIntel.Providers;
using MeetingIntel.Providers.Insights;
using MeetingIntel.Silo.Observability;
using MeetingIntel.Storage;

namespace MeetingIntel.Silo.Hosting;

/// <summary>The product, composed.</summary>
public static class SiloHost
{
    /// <summary>Composes the product.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">Has the last word on the services: for hosts that replace a part, as load tests do with the recogniser.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        // Settings lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

        var cluster = ClusterSettings.Read(builder.Configuration);
        builder.Services.AddSingleton(cluster);
        builder.Services.AddSingleton(new ProcessRole(cluster.RoleName));
        builder.AddConventions();
        builder.AddObservability();
        builder.Services.AddStorage();
        builder.Services.AddProviders();
        builder.AddFileStore(cluster);
        if (cluster.HostsGrains)
        {
            builder.Services.AddSpeechToText();
            builder.Services.AddInsights();
            builder.Services.AddGrains();
        }
        else
        {
            builder.Services.AddSpeechToTextElsewhere();
        }

        if (cluster.ServesClients)
        {
            builder.Services.AddApi(builder.Configuration);
        }
        else
        {
            builder.Services.AddHealth();
        }

        builder.AddEngine(cluster);
        builder.Services.AddHostedService<StartupReport>();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        if (cluster.ServesClients)
        {
            app.MapApi();
        }
        else
        {
            app.MapHealth();
        }

        return app;
    }
}
