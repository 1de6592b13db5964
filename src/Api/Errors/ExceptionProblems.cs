using System.Text.Json;
using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Tts;
using MeetingIntel.Storage.Timeline;
using Microsoft.AspNetCore.Diagnostics;

namespace MeetingIntel.Api.Errors;

/// <summary>Turns what was thrown into a problem; nothing internal leaves the process.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = ToProblem(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
        {
            LogUnexpected(exception, httpContext.TraceIdentifier);
        }
        else if (problem.Status >= StatusCodes.Status500InternalServerError)
        {
            LogUnavailable(exception.GetType().Name, exception.Message, problem.Code, httpContext.TraceIdentifier);
        }

        await problem.ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>The problem that an exception stands for.</summary>
    /// <param name="exception">What was thrown.</param>
    public static ApiProblem ToProblem(Exception exception) => exception switch
    {
        BadHttpRequestException bad => ToProblem(bad),
        MediaException media => new(StatusOf(media), media.Code, media.Message),
        SpeechSynthesisException => new(StatusCodes.Status503ServiceUnavailable, "sample.unavailable", "The sample meeting can't be made here: speech synthesis (flite) is missing or failed."),
        JournalUnavailableException => new(StatusCodes.Status503ServiceUnavailable, "storage.unavailable", "The database can't be reached right now; try again in a moment.", RetryAfter: 2),
        OrleansMessageRejectionException => new(StatusCodes.Status503ServiceUnavailable, "server.unavailable", "The part of the server that is needed for this is not there right now; try again in a moment.", RetryAfter: 2),
        TimeoutException => new(StatusCodes.Status504GatewayTimeout, "server.timeout", "The server did not finish in time; whether it did what was asked is not known."),
        _ => new(StatusCodes.Status500InternalServerError, "server.error", "Something went wrong on the server. The request id helps to find out what."),
    };

    private static ApiProblem ToProblem(BadHttpRequestException bad) => bad switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge,
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => ForStatus(StatusCodes.Status415UnsupportedMediaType),
        { InnerException: JsonException json } => Json(json),
        { InnerException: { } inner } when inner is BadHttpRequestException nested => ToProblem(nested),
        _ => ApiProblem.Invalid("body", "The request is not of the shape that this path takes."),
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
        var detail = string.Equals(field, "body", StringComparison.Ordinal)
            ? "The body is not JSON of the shape that this path takes."
            : $"'{field}' is not of the shape that this path takes.";
        return ApiProblem.Invalid(field, detail);
    }

    /// <summary>A body beyond the limit.</summary>
    public static ApiProblem TooLarge { get; } = new(StatusCodes.Status413PayloadTooLarge, "request.too-large", "The body is larger than this path takes.");

    /// <summary>The problem for a status that routing or hosting set without a body.</summary>
    /// <param name="status">The status.</param>
    public static ApiProblem ForStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => new(status, "request.unknown-path", "There is nothing at this path."),
        StatusCodes.Status405MethodNotAllowed => new(status, "request.method-not-allowed", "This path does not take that method."),
        StatusCodes.Status413PayloadTooLarge => TooLarge,
        StatusCodes.Status415UnsupportedMediaType => new(status, "request.unsupported-media-type", "This path takes another content type; send application/json."),
        >= 500 => new(status, "server.error", "Something went wrong on the server."),
        _ => new(status, "request.refused", "The request was refused."),
    };

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Request {RequestId} failed unexpectedly")]
    private partial void LogUnexpected(Exception exception, string requestId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Request {RequestId} answered {Code}: {Exception}: {Reason}")]
    private partial void LogUnavailable(string exception, string reason, string code, string requestId);
}
