using MeetingIntel.Api.Errors;

namespace MeetingIntel.Api.Identity;

/// <summary>Lets only known callers through to an endpoint, and only to their own sessions, before anything of the request's body is read.</summary>
internal static class CallerGate
{
    /// <summary>The route value that names a session.</summary>
    public const string SessionRouteValue = "sid";

    /// <summary>Answers requests of unknown callers, and requests for sessions that the caller can't see, with a problem. Handlers find the caller as a parameter.</summary>
    /// <typeparam name="TBuilder">Whatever builds endpoints.</typeparam>
    /// <param name="endpoints">What to guard: an endpoint, a group, a hub.</param>
    public static TBuilder RequireCaller<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Finally(endpoint =>
        {
            if (endpoint.RequestDelegate is { } inner)
            {
                endpoint.RequestDelegate = context => PassAsync(context, inner);
            }
        });
        return endpoints;
    }

    private static async Task PassAsync(HttpContext context, RequestDelegate inner)
    {
        var resolved = context.RequestServices.GetRequiredService<CallerResolver>().Resolve(context);
        var error = resolved.Succeeded ? await CheckSessionAsync(context, resolved.Value) : resolved.Error;
        if (error is not null)
        {
            await ApiProblem.From(error).ExecuteAsync(context);
            return;
        }

        context.Features.Set(resolved.Value);
        await inner(context);
    }

    private static ValueTask<GrainError?> CheckSessionAsync(HttpContext context, Caller caller) =>
        context.Request.RouteValues.TryGetValue(SessionRouteValue, out var id)
            ? context.RequestServices.GetRequiredService<SessionAccess>().CheckAsync(caller, id as string, context.RequestAborted)
            : ValueTask.FromResult<GrainError?>(null);
}
