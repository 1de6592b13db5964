using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Api.Hosting;

/// <summary>Headers that keep a browser from doing more with our answers than we mean.</summary>
internal static class SecurityHeaders
{
    private const string PagePolicy =
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>The API pages' script writes style elements.</summary>
    private const string DocsPolicy =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private const string OnlyEncrypted = "max-age=31536000";

    /// <summary>Sets the headers on every answer.</summary>
    /// <param name="app">The application.</param>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app)
    {
        // A browser that a developer's localhost told this would not talk to the next thing there without TLS.
        Func<object, Task> set = app.ApplicationServices.GetRequiredService<IHostEnvironment>().IsDevelopment() ? Set : SetWithTransport;
        return app.Use((context, next) =>
        {
            // At the last moment: whoever handles an exception clears what was set before.
            context.Response.OnStarting(set, context);
            return next(context);
        });
    }

    private static Task SetWithTransport(object state)
    {
        var context = (HttpContext)state;
        if (context.Request.IsHttps)
        {
            context.Response.Headers.StrictTransportSecurity = OnlyEncrypted;
        }

        return Set(state);
    }

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase) ? DocsPolicy : PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()";
        return Task.CompletedTask;
    }
}
