using MeetingIntel.Api.CloudTarget;
using MeetingIntel.Api.Dashboard;
using MeetingIntel.Api.EngineIo;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Exports;
using MeetingIntel.Api.Exports.Imports;
using MeetingIntel.Api.Hosting;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Recordings;
using MeetingIntel.Api.Replay;
using MeetingIntel.Api.Service;
using MeetingIntel.Api.Service.ApiDocs;
using MeetingIntel.Api.Service.Health;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Api.SocketIo;
using MeetingIntel.Api.Sockets;
using MeetingIntel.Api.SttTasks.Uploads;
using MeetingIntel.Api.Telemetry;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Api.Transcription.Uploads;
using MeetingIntel.Api.Transcripts;
using MeetingIntel.Storage.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Api;

/// <summary>What the front-end is made of.</summary>
public static class ApiServices
{
    /// <summary>Adds what monitoring asks; the front-end has it too.</summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.TryAddSingleton<Readiness>();
        services.TryAddSingleton<DatabaseProbe>();
        services.TryAddSingleton(ProcessRole.All);
        services.AddDependencyHealth();
        services.AddExceptionHandler<ExceptionProblems>();
        return services;
    }

    /// <summary>Adds the front-end. Grains (<see cref="IClusterClient"/>), the journal and the reads come from elsewhere.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">Settings: <c>AUTH_REQUIRED</c>, <c>Cors:Origins</c>, <c>DASHBOARD_DIRECTORY</c>.</param>
    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestLimits.Body;
        });
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.AddTrustedProxies(configuration);
        services.AddHealth();
        services.AddApiDocs();
        services.AddDashboard(configuration);

        // Its lines hold whole addresses, and a socket's or a player's holds its ticket; what a request came to is in our own line.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None));
        services.AddIdentity(configuration);
        services.AddLive();
        services.AddReplay();
        services.AddTranscription();
        services.AddTelemetry();
        services.AddCloudTarget();
        services.AddExports();
        services.AddRecordings();
        services.AddTranscriptVersions();
        services.AddHostedService<CountersAtZero>();
        return services;
    }

    private static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton<SocketConversation>();
        services.AddSingleton<SessionFeedHub>();
        services.AddSingleton<ILiveFeeds>(provider => provider.GetRequiredService<SessionFeedHub>());
        services.AddSingleton<AstraSocket>();
        services.AddSingleton<HubAudio>();
        services.AddSingleton<HubTokens>();
        services.AddSingleton<AstroSummaries>();
        services.AddSingleton<WholeSessions>();
        services.AddSingleton<HubErrors>();
        services.AddSingleton<HubAccess>();
        services.AddOptions<EngineOptions>().BindConfiguration(EngineOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EngineConnections>();
        services.AddHostedService(provider => provider.GetRequiredService<EngineConnections>());
        services.AddSingleton<EngineEndpoint>();
        services.AddSingleton<IEngineApplication, SocketIoApplication>();
        services.AddSingleton<HubCalls>();
        services.AddSingleton<SocketIoCallers>();
        services.AddSignalR(hub =>
        {
            hub.MaximumReceiveMessageSize = RequestLimits.HubMessage;
            hub.AddFilter<HubErrors>();
            hub.AddFilter<HubAccess>();
        }).AddJsonProtocol(json => ApiJson.Configure(json.PayloadSerializerOptions));
        services.AddSingleton<IHubProtocol, CodedHubProtocol>();
        // It reports each refusal as an error of the server's, with a stack trace; what really fails is in our own log already.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.None));
    }

    private static void AddCloudTarget(this IServiceCollection services)
    {
        services.AddOptions<CloudTargetOptions>().BindConfiguration(CloudTargetOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CloudTargetCalls>();
        services.AddSingleton<CloudTargetSocket>();
        services.AddSingleton<CloudTargetListener>();
        services.AddHostedService(provider => provider.GetRequiredService<CloudTargetListener>());
    }

    private static void AddTranscription(this IServiceCollection services)
    {
        services.AddOptions<AudioOptions>().BindConfiguration(AudioOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AudioIngest>();
        services.AddSingleton<AudioSocket>();
        services.AddSingleton<UploadStop>();
        services.AddSingleton<UploadIntake>();
        services.AddSingleton<UploadReader>();
        services.AddSingleton<UploadTranscriber>();
        services.AddSingleton<SttUploadReader>();
        services.AddSingleton<SttUploadChannels>();
        services.AddSingleton<SttUploadTranscriber>();
    }

    private static void AddTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<ITelemetryAudience, TelemetryAnnouncer>();
        services.AddHostedService<CrossingDelivery>();
        services.AddSingleton<ImportedTelemetry>();
    }

    /// <summary>The counters that alarms watch are there from the start.</summary>
    private sealed class CountersAtZero : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            ApiMetrics.StartAtZero();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
