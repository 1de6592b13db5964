using MeetingIntel.Observability;

namespace MeetingIntel.Api.Hosting;

/// <summary>Gives every request an id, or takes over the caller's, so that an answer, a log line and a bug report can be joined; the grains it calls know it, too.</summary>
internal static class RequestIds
{
    /// <summary>The header that carries the id both ways.</summary>
    public const string Header = "X-Request-Id";

    private const int MaxLength = 64;

    /// <summary>Takes over or makes the id, and sends it back.</summary>
    /// <param name="app">The application.</param>
    public static IApplicationBuilder UseRequestIds(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RequestIds).FullName!);
        return app.Use((context, next) => IdentifyAsync(context, next, logger));
    }

    private static async Task IdentifyAsync(HttpContext context, RequestDelegate next, ILogger logger)
    {
        var given = context.Request.Headers[Header].ToString();
        context.TraceIdentifier = IsSafe(given) ? given : Guid.CreateVersion7().ToString("N");
        // At the last moment: whoever handles an exception clears what was set before.
        context.Response.OnStarting(SendBack, context);
        CallContext.Enter(context.TraceIdentifier);
        var scope = new RequestScope(context.TraceIdentifier);
        context.Features.Set(scope);
        using (logger.BeginScope(scope))
        {
            await next(context);
        }
    }

    private static Task SendBack(object state)
    {
        var context = (HttpContext)state;
        context.Response.Headers[Header] = context.TraceIdentifier;
        return Task.CompletedTask;
    }

    private static bool IsSafe(string id) => id.Length is > 0 and <= MaxLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
