using MeetingIntel.Providers.Stt;
using MeetingIntel.Providers.Stt.PocketSphinx;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers;

/// <summary>Puts the vendors behind their ports.</summary>
public static class ProvidersServiceCollectionExtensions
{
    /// <summary>Adds <see cref="ISttProvider"/> and <see cref="SttStatus"/>.</summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddProviders(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<PocketSphinxOptions>().BindConfiguration(PocketSphinxOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(SelectStt);
        services.AddSingleton(provider => provider.GetRequiredService<SttSelection>().Provider);
        services.AddSingleton(provider => provider.GetRequiredService<SttSelection>().Status);
        return services;
    }

    private static SttSelection SelectStt(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<PocketSphinxOptions>>().Value;
        if (!PocketSphinxLibrary.TryLoad(options, out var library, out var reason))
        {
            return new SttSelection(new UnavailableSttProvider(reason), new SttStatus("none", Available: false, $"No speech recognition: {reason}"));
        }

        var provider = new PocketSphinxProvider(library, options, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<PocketSphinxProvider>>());
        return new SttSelection(provider, new SttStatus(provider.Name, Available: true, "Speech recognition runs on this machine (PocketSphinx, English; a fallback with a word error rate to match)."));
    }

    private sealed record SttSelection(ISttProvider Provider, SttStatus Status);
}
