using MeetingIntel.Api.Hosting;
using MeetingIntel.Api.Identity.Limits;
using MeetingIntel.Api.Identity.Organisations;
using MeetingIntel.Api.Identity.Tokens;
using MeetingIntel.Api.Identity.Users;
using MeetingIntel.Api.Identity.WorkOs;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Storage;
using MeetingIntel.Storage.Identity;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Identity;

/// <summary>Composition.</summary>
internal static class IdentityServices
{
    /// <summary>Adds who is let in, and what keeps others out.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">Where the settings are.</param>
    public static void AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddIdentityStorage();
        services.AddOptions<IdentityOptions>().Configure<IHostEnvironment>((options, environment) => options.Read(configuration, environment)).ValidateOnStart();
        services.AddOptions<ExternalIssuer>().Configure(options => options.Read(configuration)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ConnectionOptions>().BindConfiguration(ConnectionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(JwksCache.Client, client =>
        {
            client.Timeout = TimeSpan.FromSeconds(5);
            client.MaxResponseContentBufferSize = JwksCache.MaxBytes;
        })
        // Keys are where the settings say, and nowhere that somebody there sends us on to.
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

        services.AddOptions<WorkOsOptions>().Configure(options => options.Read(configuration)).ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(WorkOsClient.Client, client =>
        {
            client.Timeout = TimeSpan.FromSeconds(10);
            client.MaxResponseContentBufferSize = WorkOsClient.MaxBytes;
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.AddSingleton<WorkOsClient>();

        services.AddSingleton<OriginPolicy>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<ConnectionQuota>();
        services.AddHostedService(provider => provider.GetRequiredService<ConnectionQuota>());
        services.AddSingleton<LiveConnections>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveConnections>());
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<ExternalTokens>();
        services.AddSingleton<SocketTickets>();
        services.AddSingleton<ListeningTickets>();
        services.AddSingleton<CredentialReader>();
        services.AddSingleton<CallerResolver>();
        services.AddSingleton<SessionAccess>();
        services.AddSingleton<IPasswordHasher<UserRow>, PasswordHasher<UserRow>>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<PasswordAttempts>();
        services.AddSingleton<PasswordConfirmation>();
        services.AddSingleton<SignIns>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<Registration>();
        services.AddHostedService<DevelopmentIdentity>();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<IdentityOptions>>((cors, identity) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. identity.Value.Origins])
            .AllowAnyHeader()
            .AllowAnyMethod()
            .AllowCredentials()
            .WithExposedHeaders(SessionQueries.NextCursorHeader, RequestIds.Header, "Retry-After", RateLimitHeaders.Limit, RateLimitHeaders.Remaining, RateLimitHeaders.Reset)));
    }
}
