using System.Diagnostics;

namespace MeetingIntel.Api.Hosting;

/// <summary>One line for each request, and the name of its span: which route, which outcome, how long. Neither queries nor bodies, so neither secrets nor spoken words.</summary>
internal sealed partial class AccessLog(RequestDelegate next, ILogger<AccessLog> logger)
{
    private const string NoRoute = "(no route)";

    /// <summary>Passes a request on and writes its line.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? NoRoute;
            if (Activity.Current is { IsAllDataRequested: true } span)
            {
                span.DisplayName = $"{context.Request.Method} {route}";
                span.SetTag("http.route", route);
            }

            LogRequest(context.Request.Method, route, context.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds, context.TraceIdentifier);
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Debug, Message = "{Method} {Route} answered {Status} in {Elapsed:F1} ms, request {RequestId}")]
    private partial void LogRequest(string method, string route, int status, double elapsed, string requestId);
}
