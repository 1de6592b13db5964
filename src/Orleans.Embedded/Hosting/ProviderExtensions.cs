using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Reminders;
using Orleans.Storage;
using Orleans.Streams;
using Orleans.Timers;

namespace Orleans.Hosting;

/// <summary>Storage in memory.</summary>
public static class MemoryGrainStorageSiloBuilderExtensions
{
    private const string DefaultStorage = "Default";

    /// <summary>Adds a storage that lasts as long as the process.</summary>
    public static ISiloBuilder AddMemoryGrainStorage(this ISiloBuilder builder, string name) =>
        builder.ConfigureServices(services => services.AddKeyedSingleton<IGrainStorage, MemoryGrainStorage>(name));

    /// <summary>Adds the default storage, one that lasts as long as the process.</summary>
    public static ISiloBuilder AddMemoryGrainStorageAsDefault(this ISiloBuilder builder) => builder.AddMemoryGrainStorage(DefaultStorage);
}

/// <summary>Streams in memory.</summary>
public static class SiloBuilderMemoryStreamExtensions
{
    /// <summary>Adds a stream provider.</summary>
    public static ISiloBuilder AddMemoryStreams(this ISiloBuilder builder, string name, Action<ISiloMemoryStreamConfigurator>? configure = null)
    {
        _ = builder.Services.AddKeyedSingleton<IStreamProvider>(name, (services, _) => new MemoryStreamProvider(services, name));
        configure?.Invoke(new MemoryStreamConfigurator(builder.Services, name));
        return builder;
    }
}

/// <summary>Configures a stream provider.</summary>
public interface ISiloMemoryStreamConfigurator
{
    /// <summary>The name of the provider.</summary>
    string Name { get; }

    /// <summary>Adds services.</summary>
    Action<Action<IServiceCollection>> ConfigureDelegate { get; }
}

internal sealed class MemoryStreamConfigurator(IServiceCollection services, string name) : ISiloMemoryStreamConfigurator
{
    public string Name => name;

    public Action<Action<IServiceCollection>> ConfigureDelegate { get; } = configure => configure(services);
}

/// <summary>Reminders.</summary>
public static class SiloBuilderReminderExtensions
{
    /// <summary>Adds reminders; an <see cref="IReminderTable"/> must be registered too.</summary>
    public static ISiloBuilder AddReminders(this ISiloBuilder builder)
    {
        _ = builder.Services.AddOptions<ReminderOptions>();
        builder.Services.TryAddSingleton<ReminderService>();
        builder.Services.TryAddSingleton<IReminderRegistry>(services => services.GetRequiredService<ReminderService>());
        return builder;
    }
}

/// <summary>Reminders in memory.</summary>
public static class SiloBuilderReminderMemoryExtensions
{
    /// <summary>Adds reminders that last as long as the process.</summary>
    public static ISiloBuilder UseInMemoryReminderService(this ISiloBuilder builder)
    {
        builder.Services.TryAddSingleton<IReminderTable, MemoryReminderTable>();
        return builder.AddReminders();
    }
}
