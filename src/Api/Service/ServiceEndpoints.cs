using System.Reflection;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Service.Health;

namespace MeetingIntel.Api.Service;

/// <summary>What monitoring and curious clients ask.</summary>
internal static class ServiceEndpoints
{
    /// <summary>The name that clients see.</summary>
    public const string Name = "meeting-intel";

    /// <summary>Why health is open.</summary>
    internal const string ForMonitoring = "monitoring has no credentials, and it says nothing about anybody";

    /// <summary>A session that never exists: asking for it asks the database.</summary>
    internal const string NoSession = "sess_health";

    /// <summary>The version that clients see.</summary>
    public static string Version { get; } =
        typeof(ServiceEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>Maps the paths. They are open to everybody and say nothing about anybody.</summary>
    /// <param name="app">The application.</param>
    public static void MapService(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health", () => new HealthResponse("healthy", Name, Version)).OpenToEverybody(ForMonitoring).WithTags("service").WithSummary("Says that the process is alive");
        app.MapGet("/ready", ReadyAsync).OpenToEverybody(ForMonitoring).WithTags("service").WithSummary("Says whether the process takes traffic: the database answers, a front-end of its own reaches silos, and it is not about to stop").Produces<HealthResponse>();
        app.MapGet("/favicon.ico", Icon).OpenToEverybody("a picture").ExcludeFromDescription();
        app.MapHealthDetails();
    }

    /// <summary>Browsers ask every host for it; a process that serves only its health has no page to take it from.</summary>
    private static IResult Icon(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=86400";
        return TypedResults.Stream(typeof(ServiceEndpoints).Assembly.GetManifestResourceStream("favicon.svg")!, "image/svg+xml");
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, DatabaseProbe database, CancellationToken cancellationToken)
    {
        if (readiness.IsDraining)
        {
            return new ApiProblem(StatusCodes.Status503ServiceUnavailable, "server.draining", "The server is about to stop; others take over.");
        }

        if (readiness.IsCutOff)
        {
            return new ApiProblem(StatusCodes.Status503ServiceUnavailable, "server.no-silos", "This front-end reaches no silo; others may.");
        }

        await database.AskAsync(cancellationToken);
        return TypedResults.Ok(new HealthResponse("ready", Name, Version));
    }
}

/// <summary>How the service is.</summary>
/// <param name="Status"><c>healthy</c> or <c>ready</c>.</param>
/// <param name="Service">The name.</param>
/// <param name="Version">The version.</param>
internal sealed record HealthResponse(string Status, string Service, string Version);
