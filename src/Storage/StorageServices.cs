using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Corrections;
using MeetingIntel.Storage.Encryption;
using MeetingIntel.Storage.Erasure;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Storage.Migrations;
using MeetingIntel.Storage.Notes;
using MeetingIntel.Storage.Recordings;
using MeetingIntel.Storage.Search;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.SttTasks;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Storage.Transcripts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeetingIntel.Storage;

/// <summary>Composition.</summary>
public static class StorageServices
{
    /// <summary>Name of the setting, usually an environment variable, that wins over all others.</summary>
    public const string DatabaseUrlSetting = "DATABASE_URL";

    /// <summary>
    /// Adds the journal (<see cref="IJournal"/>) and the reads (<see cref="IJournalReads"/>, <see cref="ISessionReads"/>, <see cref="ITranscriptReads"/>, <see cref="IInsightReads"/>, <see cref="INoteReads"/>, <see cref="ICorrectionReads"/>, <see cref="ISttTaskReads"/>, <see cref="ITelemetryReads"/>, <see cref="ISearchReads"/>, <see cref="IRecordingReads"/>, <see cref="ITranscriptVersionReads"/>), telemetry (<see cref="ITelemetryStore"/>), <see cref="ISessionImports"/>, <see cref="ISessionErasure"/>, <see cref="IErasureReads"/>,
    /// an <see cref="NpgsqlDataSource"/> for other queries, and the migration of the schema before anything else of the host starts.
    /// Add it before what uses it: services stop in reverse order, so that the journal writes what others leave behind.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the options after configuration was read.</param>
    public static IServiceCollection AddStorage(this IServiceCollection services, Action<StorageOptions>? configure = null)
    {
        services.AddOptions<StorageOptions>()
            .BindConfiguration(StorageOptions.Section)
            .Configure<IConfiguration>(static (options, configuration) => options.ConnectionString = configuration[DatabaseUrlSetting] ?? options.ConnectionString)
            .Configure(options => configure?.Invoke(options))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, ConnectionStringIsReadable>();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);

        services.AddSingleton(static provider => new StorageConnections(provider.GetRequiredService<IOptions<StorageOptions>>().Value));
        services.AddSingleton(static provider => provider.GetRequiredService<StorageConnections>().Queries);
        services.AddSingleton<Database>();
        services.AddSingleton<TenantDatabase>();

        services.AddSingleton(static provider => new Migrator(
            provider.GetRequiredService<StorageConnections>(),
            Migration.All,
            provider.GetRequiredService<IOptions<StorageOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Migrator>>()));
        services.AddHostedService<MigrateAtStart>();

        services.AddSingleton<SecondBuckets>();
        services.AddHostedService(static provider => provider.GetRequiredService<SecondBuckets>());
        services.AddSingleton<TelemetryChannels>();
        services.AddSingleton<TelemetryCrossings>();
        services.AddSingleton<ITelemetryCrossings>(static provider => provider.GetRequiredService<TelemetryCrossings>());
        services.AddSingleton<TelemetryMetrics>();
        services.AddSingleton<TelemetryCommitter>();
        services.AddSingleton(static provider => new TelemetryNews(
            provider.GetRequiredService<SecondBuckets>(), provider.GetRequiredService<ILogger<TelemetryNews>>(), provider.GetService<ITelemetryAudience>()));
        services.AddSingleton<TelemetryWriter>();
        services.AddHostedService(static provider => provider.GetRequiredService<TelemetryWriter>());
        services.AddSingleton<TelemetryLoader>();
        services.AddSingleton<ITelemetryStore, TelemetryStore>();
        services.AddSingleton<ITelemetryReads, TelemetryReads>();
        services.AddSingleton<ITelemetryLookups, TelemetryLookups>();
        services.AddSingleton<ITelemetryHistory, TelemetryHistory>();

        services.AddSingleton<JournalMetrics>();
        services.AddTransient<JournalCommitter>();
        services.AddSingleton<JournalWriter>();
        services.AddSingleton<HeavyJournalWriter>();
        services.AddHostedService(static provider => provider.GetRequiredService<HeavyJournalWriter>());
        services.AddHostedService(static provider => provider.GetRequiredService<JournalWriter>());
        services.AddSingleton<IJournal, PostgresJournal>();
        services.AddSingleton<IJournalReads>(static provider => provider.GetRequiredService<IJournal>());

        services.AddSingleton<ISessionReads, SessionReads>();
        services.AddSingleton<ISessionImports, SessionImports>();
        services.AddSingleton<ISessionErasure, SessionErasure>();
        services.AddSingleton<IErasureReads, ErasureReads>();
        services.AddSingleton<ITranscriptReads, TranscriptReads>();
        services.AddSingleton<IInsightReads, InsightReads>();
        services.AddSingleton<INoteReads, NoteReads>();
        services.AddSingleton<ICorrectionReads, CorrectionReads>();
        services.AddSingleton<ISttTaskReads, SttTaskReads>();
        services.AddSingleton<ISearchReads, SearchReads>();
        services.AddSingleton<IRecordingReads, RecordingReads>();
        services.AddSingleton<ITranscriptVersionReads, TranscriptVersionReads>();
        return services;
    }

    /// <summary>Adds who people and programs are, and the secrets that are kept for them: for processes that let anybody in.</summary>
    /// <param name="services">The host's services; <see cref="AddStorage"/> comes before.</param>
    public static IServiceCollection AddIdentityStorage(this IServiceCollection services)
    {
        services.AddEncryption();
        services.AddHostedService<ResealAtStart>();
        Add((database, _, _, time) => new UserStore(database, time));
        Add((database, _, _, time) => new ExternalPeopleStore(database, time));
        Add((database, _, _, time) => new LoginStore(database, time));
        Add((database, _, _, time) => new AttemptStore(database, time));
        Add((database, _, _, time) => new PreferenceStore(database, time));
        Add((database, _, _, time) => new TicketStore(database, time));
        Add((database, _, _, time) => new PasswordResetStore(database, time));
        Add((database, _, _, time) => new DepartureStore(database, time));
        Add((database, _, box, time) => new SigningKeyStore(database, box, time));
        Add((database, tenants, _, time) => new ApiKeyStore(database, tenants, time));
        Add((database, tenants, _, time) => new ShareLinkStore(database, tenants, time));
        Add((database, tenants, _, time) => new OrganisationStore(database, tenants, time));
        Add((_, tenants, _, _) => new AuditStore(tenants));
        Add((_, tenants, box, time) => new CredentialStore(tenants, box, time));
        Add((_, tenants, box, time) => new OAuthTokenStore(tenants, box, time));
        return services;

        void Add<T>(Func<Database, TenantDatabase, SecretBox, TimeProvider, T> create)
            where T : class => services.AddSingleton(provider => create(
                provider.GetRequiredService<Database>(),
                provider.GetRequiredService<TenantDatabase>(),
                provider.GetRequiredService<SecretBox>(),
                provider.GetRequiredService<TimeProvider>()));
    }

    private sealed class ConnectionStringIsReadable : IValidateOptions<StorageOptions>
    {
        public ValidateOptionsResult Validate(string? name, StorageOptions options)
        {
            try
            {
                DatabaseUrl.Parse(options.ConnectionString);
                return ValidateOptionsResult.Success;
            }
            catch (FormatException exception)
            {
                return ValidateOptionsResult.Fail(exception.Message);
            }
        }
    }
}
