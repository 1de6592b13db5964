using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds the engine to a host.</summary>
public static class OrleansSiloGenericHostExtensions
{
    /// <summary>Adds the engine to a host.</summary>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder) => hostAppBuilder.UseOrleans(_ => { });

    /// <summary>Adds the engine to a host.</summary>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        configureDelegate(AddEngine(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    /// <summary>Adds the engine to a host.</summary>
    public static HostApplicationBuilder UseOrleans(this HostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        configureDelegate(AddEngine(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    /// <summary>Adds the engine to a host.</summary>
    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<ISiloBuilder> configureDelegate) =>
        hostBuilder.UseOrleans((_, siloBuilder) => configureDelegate(siloBuilder));

    /// <summary>Adds the engine to a host.</summary>
    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<HostBuilderContext, ISiloBuilder> configureDelegate) =>
        hostBuilder.ConfigureServices((context, services) => configureDelegate(context, AddEngine(services, context.Configuration)));

    /// <summary>Adds the engine to the services of a host.</summary>
    public static IServiceCollection AddOrleans(this IServiceCollection services, Action<ISiloBuilder> configureDelegate)
    {
        configureDelegate(AddEngine(services, new ConfigurationBuilder().Build()));
        return services;
    }

    private static ISiloBuilder AddEngine(IServiceCollection services, IConfiguration configuration)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(ISiloBuilder))?.ImplementationInstance is ISiloBuilder known)
            return known;
        var builder = new SiloBuilder(services, configuration);
        _ = services.AddSingleton<ISiloBuilder>(builder);
        _ = services.AddLogging();
        _ = services.AddOptions<SiloMessagingOptions>();
        _ = services.AddOptions<GrainCollectionOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SiloRuntime>();
        services.TryAddSingleton<IGrainRuntime>(provider => provider.GetRequiredService<SiloRuntime>());
        services.TryAddSingleton(provider => provider.GetRequiredService<SiloRuntime>().GrainFactory);
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainFactory>());
        services.TryAddSingleton<IClusterClient>(provider => provider.GetRequiredService<GrainFactory>());
        services.TryAddSingleton<IGrainContextAccessor, GrainContextAccessor>();
        _ = services.AddHostedService<SiloHostedService>();
        return builder;
    }
}
