using System.Text.Json;
using MeetingIntel.Api.Json;
using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Tts;
using MeetingIntel.Storage.Timeline;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace MeetingIntel.Api.Errors;

/// <summary>Turns what was thrown into a problem; nothing internal leaves the process.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    private const string TooLargeCode = "request.too-large";

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = WithCircumstances(ToProblem(exception), httpContext);
        if (problem.Status == StatusCodes.Status500InternalServerError)
        {
            LogUnexpected(exception, httpContext.TraceIdentifier);
        }
        else if (problem.Status >= StatusCodes.Status500InternalServerError)
        {
            var cause = exception is ProblemException { InnerException: { } inner } ? inner : exception;
            LogUnavailable(cause.GetType().Name, cause.Message, problem.Code, httpContext.TraceIdentifier);
        }

        await problem.ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>The problem that an exception stands for.</summary>
    /// <param name="exception">What was thrown.</param>
    public static ApiProblem ToProblem(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException bad => ToProblem(bad),
        MediaException media => new(StatusOf(media), media.Code, media.Message),
        SpeechSynthesisException => new(StatusCodes.Status503ServiceUnavailable, "sample.unavailable", "The sample meeting can't be made here: speech synthesis (flite) is missing or failed."),
        JournalUnavailableException => new(StatusCodes.Status503ServiceUnavailable, "storage.unavailable", "The database can't be reached right now; try again in a moment.", RetryAfter: 2),
        // A call met a process that is lost, or leaves: no grain here throws one of these itself. What we cancel ourselves is not asked about.
        OrleansException or OperationCanceledException => new(StatusCodes.Status503ServiceUnavailable, "server.unavailable", "The part of the server that is needed for this is not there right now; try again in a moment.", RetryAfter: 2),
        TimeoutException => new(StatusCodes.Status504GatewayTimeout, "server.timeout", "The server did not finish in time; whether it did what was asked is not known."),
        _ => new(StatusCodes.Status500InternalServerError, "server.error", "Something went wrong on the server."),
    };

    /// <summary>What was thrown, where it passes: a server that is lost or moves, a database that is away for a moment. <see langword="null"/>: it is something else.</summary>
    /// <param name="exception">What was thrown.</param>
    public static GrainError? Passing(Exception exception) =>
        ToProblem(exception) is { Status: StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout } problem
            ? new GrainError(GrainErrorKind.Unavailable, problem.Code, problem.Detail)
            : null;

    private static ApiProblem ToProblem(BadHttpRequestException bad) => bad switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(limit: null),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => ForStatus(StatusCodes.Status415UnsupportedMediaType),
        { InnerException: JsonException json } => Json(json),
        { InnerException: BadHttpRequestException nested } => ToProblem(nested),
        _ => ApiProblem.Invalid("body", "The request is not of the shape that this path takes."),
    };

    /// <summary>Adds what only the request knows: its limit, and the id under which the log tells more.</summary>
    private static ApiProblem WithCircumstances(ApiProblem problem, HttpContext context) => problem switch
    {
        { Code: TooLargeCode } => TooLarge(context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize),
        { Status: StatusCodes.Status500InternalServerError } => problem with { Detail = $"{problem.Detail} Its log tells more under the request id {context.TraceIdentifier}." },
        _ => problem,
    };

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => $"{bytes >> 30} GiB",
        >= 1L << 20 => $"{bytes >> 20} MiB",
        _ => $"{bytes} bytes",
    };

    private static int StatusOf(MediaException media) => media.Code switch
    {
        MediaErrors.Empty => StatusCodes.Status400BadRequest,
        MediaErrors.TooLarge or MediaErrors.TooLong => StatusCodes.Status413PayloadTooLarge,
        MediaErrors.DecoderMissing => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static ApiProblem Json(JsonException json)
    {
        var field = json.Path is { Length: > 2 } path ? path[2..] : "body";
        if (json is UnstorableTextException text)
        {
            return ApiProblem.Invalid(field, $"'{field}' {text.Reason}");
        }

        var detail = string.Equals(field, "body", StringComparison.Ordinal)
            ? "The body is not JSON of the shape that this path takes."
            : $"'{field}' is not of the shape that this path takes.";
        return ApiProblem.Invalid(field, detail);
    }

    /// <summary>A body beyond the limit.</summary>
    /// <param name="limit">The limit, bytes, where it is known.</param>
    /// <param name="what">What people call the body.</param>
    public static ApiProblem TooLarge(long? limit, string what = "body") => new(
        StatusCodes.Status413PayloadTooLarge,
        TooLargeCode,
        limit is { } bytes ? $"The {what} is larger than {Size(bytes)}, the most that this path takes." : $"The {what} is larger than this path takes.");

    /// <summary>The problem of a body that is none of what a path takes.</summary>
    public static ApiProblem ForMediaType { get; } = ForStatus(StatusCodes.Status415UnsupportedMediaType);

    /// <summary>The problem for a status that routing or hosting set without a body.</summary>
    /// <param name="context">The request; the status is its answer's.</param>
    public static ApiProblem ForStatus(HttpContext context) => WithCircumstances(ForStatus(context.Response.StatusCode), context);

    private static ApiProblem ForStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => new(status, "request.unknown-path", "There is nothing at this path."),
        StatusCodes.Status405MethodNotAllowed => new(status, "request.method-not-allowed", "This path does not take that method."),
        StatusCodes.Status413PayloadTooLarge => TooLarge(limit: null),
        StatusCodes.Status415UnsupportedMediaType => new(status, "request.unsupported-media-type", "This path takes another content type; send application/json."),
        >= 500 => new(status, "server.error", "Something went wrong on the server."),
        _ => new(status, "request.refused", "The request was refused."),
    };

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Request {RequestId} failed unexpectedly")]
    private partial void LogUnexpected(Exception exception, string requestId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Request {RequestId} answered {Code}: {Exception}: {Reason}")]
    private partial void LogUnavailable(string exception, string reason, string code, string requestId);
}
