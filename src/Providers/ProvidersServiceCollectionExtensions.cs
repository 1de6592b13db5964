using MeetingIntel.Providers.Files;
using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Providers.Stt.PocketSphinx;
using MeetingIntel.Providers.Tts;
using MeetingIntel.Providers.Tts.SampleMeeting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers;

/// <summary>Puts the vendors behind their ports.</summary>
public static class ProvidersServiceCollectionExtensions
{
    /// <summary>Setting, usually an environment variable: the folder of files that can be made again.</summary>
    public const string DataDirectorySetting = "DATA_DIRECTORY";

    private const string DefaultDataDirectory = ".data";

    /// <summary>Adds <see cref="IMediaDecoder"/>, <see cref="IAudioEncoder"/>, <see cref="IFileStore"/>, <see cref="ISpeechSynthesiser"/> and <see cref="ISampleMeeting"/>.</summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddProviders(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<MediaOptions>().BindConfiguration(MediaOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<FliteOptions>().BindConfiguration(FliteOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SampleMeetingOptions>()
            .Configure<IConfiguration>(static (options, configuration) => options.CachePath = Path.Combine(DataDirectory(configuration), SampleMeetingOptions.Folder))
            .BindConfiguration(SampleMeetingOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<OpusOptions>().BindConfiguration(OpusOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<FileStoreOptions>()
            .Configure<IConfiguration>(static (options, configuration) => options.Path = Path.Combine(DataDirectory(configuration), FileStoreOptions.Folder))
            .BindConfiguration(FileStoreOptions.Section);
        services.AddSingleton<IFileStore>(static provider =>
            provider.GetRequiredService<IOptions<FileStoreOptions>>() is { Value.Path.Length: > 0 } options ? new DirectoryFileStore(options) : new NoFileStore());
        services.AddSingleton<IAudioEncoder, FfmpegOpusEncoder>();
        services.AddSingleton<IMediaDecoder, FfmpegMediaDecoder>();
        services.AddSingleton<ISpeechSynthesiser, FliteSynthesiser>();
        services.AddSingleton<ISampleMeeting, ScriptedSampleMeeting>();
        return services;
    }

    /// <summary>Adds <see cref="ISttProvider"/> and <see cref="SttStatus"/>: speech is recognised from this process.</summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddSpeechToText(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<PocketSphinxOptions>()
            .Configure<IConfiguration>(static (options, configuration) => options.CachePath = Path.Combine(DataDirectory(configuration), PocketSphinxOptions.Folder))
            .BindConfiguration(PocketSphinxOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(SelectStt);
        services.AddSingleton(provider => provider.GetRequiredService<SttSelection>().Provider);
        services.AddSingleton(provider => provider.GetRequiredService<SttSelection>().Status);
        services.AddSingleton(provider => new SttProviders(provider.GetRequiredService<ISttProvider>(), provider.GetRequiredService<SttSelection>().Others));
        return services;
    }

    /// <summary>Adds <see cref="SttStatus"/> only: speech is recognised by other processes, and no recogniser is loaded here.</summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddSpeechToTextElsewhere(this IServiceCollection services) => services.AddSingleton(SttStatus.Elsewhere);

    private static string DataDirectory(IConfiguration configuration) => configuration[DataDirectorySetting] is { Length: > 0 } given ? given : DefaultDataDirectory;

    private static SttSelection SelectStt(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<PocketSphinxOptions>>().Value;
        if (!PocketSphinxLibrary.TryLoad(options, out var library, out var reason))
        {
            return new SttSelection(new UnavailableSttProvider(reason), new SttStatus("none", Available: false, $"none: {reason}"), []);
        }

        var (time, logger) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<PocketSphinxProvider>>());
        var provider = new PocketSphinxProvider(library, options, time, logger);
        var thorough = new SttOffer(PocketSphinxProvider.ThoroughName, () => new PocketSphinxProvider(library.Thorough(), options, time, logger, PocketSphinxProvider.ThoroughName));
        return new SttSelection(provider, new SttStatus(provider.Name, Available: true, "PocketSphinx on this machine, English (no provider with a key is configured; real voices come out with errors)"), [thorough]);
    }

    /// <summary>Ends the provider also where another one has taken its place: its decoders are a hundred megabytes each.</summary>
    private sealed record SttSelection(ISttProvider Provider, SttStatus Status, IReadOnlyList<SttOffer> Others) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Provider is IAsyncDisposable provider ? provider.DisposeAsync() : ValueTask.CompletedTask;
    }
}
