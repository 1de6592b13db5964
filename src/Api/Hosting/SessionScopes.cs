using MeetingIntel.Api.Identity;

namespace MeetingIntel.Api.Hosting;

/// <summary>Puts the session that a request is about beside every line that it writes into the log. The request's id is there already: the framework's.</summary>
internal static class SessionScopes
{
    /// <summary>The name under which log lines carry a session's id.</summary>
    public const string Key = "SessionId";

    /// <summary>Opens the scopes; comes after routing, which knows the session.</summary>
    /// <param name="app">The application.</param>
    public static void UseSessionScopes(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SessionScopes).FullName!);
        app.Use((context, next) =>
            context.Request.RouteValues.TryGetValue(CallerGate.SessionRouteValue, out var id) && id is string { Length: > 0 } sessionId
                ? InScopeAsync(logger, sessionId, context, next)
                : next(context));
    }

    private static async Task InScopeAsync(ILogger logger, string sessionId, HttpContext context, RequestDelegate next)
    {
        using (logger.BeginScope(new[] { new KeyValuePair<string, object?>(Key, sessionId) }))
        {
            await next(context);
        }
    }
}
