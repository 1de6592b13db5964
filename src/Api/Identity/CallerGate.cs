using MeetingIntel.Api.Errors;

namespace MeetingIntel.Api.Identity;

/// <summary>Lets only known callers through to an endpoint, before anything of the request is read.</summary>
internal static class CallerGate
{
    /// <summary>Answers requests of unknown callers with a problem; handlers find the caller as a parameter.</summary>
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

    private static Task PassAsync(HttpContext context, RequestDelegate inner)
    {
        var resolved = context.RequestServices.GetRequiredService<CallerResolver>().Resolve(context);
        if (!resolved.Succeeded)
        {
            return ApiProblem.From(resolved.Error).ExecuteAsync(context);
        }

        context.Features.Set(resolved.Value);
        return inner(context);
    }
}
