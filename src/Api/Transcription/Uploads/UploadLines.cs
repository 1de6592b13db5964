using System.Text.Json;
using System.Threading.Channels;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.Transcription.Uploads;

/// <summary>Answers an upload line by line: the session, progress, and the result or an error.</summary>
internal sealed partial class UploadLines(ILogger<UploadLines> logger) : UploadProgress
{
    private const double SmallestStep = 0.005;
    private const int WaitingLines = 64;

    /// <summary>A client that does not read misses progress, never the result.</summary>
    private readonly Channel<object> _lines = Channel.CreateBounded<object>(new BoundedChannelOptions(WaitingLines) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Lock _lock = new();
    private readonly Dictionary<string, double> _told = new(StringComparer.Ordinal);

    /// <summary>Transcribes and answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="upload">The recording.</param>
    /// <param name="transcriber">Does the work.</param>
    /// <returns>A problem when nothing was answered yet.</returns>
    public static async Task<IResult> AnswerAsync(HttpContext context, Caller caller, Upload upload, UploadTranscriber transcriber)
    {
        var lines = new UploadLines(context.RequestServices.GetRequiredService<ILogger<UploadLines>>());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var work = lines.WorkAsync(context.TraceIdentifier, caller, upload, transcriber, stop.Token);
        try
        {
            return await lines.WriteAllAsync(context.Response, work, stop.Token);
        }
        finally
        {
            // The recording is open until here, also when the client has gone.
            await stop.CancelAsync();
            await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public override void Session(string sessionId) => _lines.Writer.TryWrite(new { type = "session", session_id = sessionId });

    /// <inheritdoc/>
    public override void Stage(string stage, double done)
    {
        lock (_lock)
        {
            var told = _told.GetValueOrDefault(stage, -1);
            if (done < told + SmallestStep && !(done >= 1 && told < 1))
            {
                return;
            }

            _told[stage] = done;
            _lines.Writer.TryWrite(new { type = "progress", stage, done = Math.Round(done, 4) });
        }
    }

    private async Task<IResult> WriteAllAsync(HttpResponse response, Task<object> work, CancellationToken cancellationToken)
    {
        if (!await _lines.Reader.WaitToReadAsync(cancellationToken))
        {
            return ToProblem(await work);
        }

        response.ContentType = UploadEndpoint.LinesContentType;
        response.Headers.CacheControl = "no-store";
        await foreach (var line in _lines.Reader.ReadAllAsync(cancellationToken))
        {
            await WriteAsync(response, line, cancellationToken);
        }

        await WriteAsync(response, await work, cancellationToken);
        return Results.Empty;
    }

    /// <summary>The last line: the result, or what went wrong.</summary>
    private async Task<object> WorkAsync(string requestId, Caller caller, Upload upload, UploadTranscriber transcriber, CancellationToken cancellationToken)
    {
        try
        {
            var result = await transcriber.TranscribeAsync(caller, upload, this, cancellationToken);
            return result.Succeeded ? new ResultLine(result.Value) : new ErrorLine(ApiProblem.From(result.Error));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var problem = ExceptionProblems.ToProblem(exception);
            Tell(exception, problem, requestId);
            return new ErrorLine(problem);
        }
        finally
        {
            _lines.Writer.TryComplete();
        }
    }

    private void Tell(Exception exception, ApiProblem problem, string requestId)
    {
        if (problem.Status < StatusCodes.Status500InternalServerError)
        {
            LogRefused(requestId, problem.Code);
        }
        else if (ExceptionProblems.Passing(exception) is null)
        {
            LogFailed(exception, requestId, problem.Code);
        }
        else
        {
            LogUnavailable(requestId, problem.Code, exception.GetType().Name, exception.Message);
        }
    }

    private static IResult ToProblem(object last) => last is ErrorLine error ? error.Problem : TypedResults.Ok(((ResultLine)last).Response);

    private static async Task WriteAsync(HttpResponse response, object line, CancellationToken cancellationToken)
    {
        var text = line switch
        {
            ResultLine { Response: var result } => JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    type = "result",
                    status = result.Status,
                    session_id = result.SessionId,
                    text = result.Text,
                    segments = result.Segments,
                    duration = result.Duration,
                    incomplete = result.Incomplete,
                    warning = result.Warning,
                },
                ApiJson.Options),
            ErrorLine { Problem: var problem } => JsonSerializer.SerializeToUtf8Bytes(new { type = "error", code = problem.Code, message = problem.Detail, request_id = response.HttpContext.TraceIdentifier }, ApiJson.Options),
            _ => JsonSerializer.SerializeToUtf8Bytes(line, line.GetType(), ApiJson.Options),
        };
        await response.Body.WriteAsync(text, cancellationToken);
        await response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    [LoggerMessage(EventId = 70, Level = LogLevel.Error, Message = "The upload of request {RequestId} ended with {Code}")]
    private partial void LogFailed(Exception exception, string requestId, string code);

    /// <summary>All recordings that are being sent say so at once while a silo is lost or the database is away.</summary>
    [LoggerMessage(EventId = 71, Level = LogLevel.Warning, Message = "The upload of request {RequestId} ended with {Code}: {Exception}: {Reason} It must be sent again; if this lasts, this process's /health/page says what is away.")]
    private partial void LogUnavailable(string requestId, string code, string exception, string reason);

    [LoggerMessage(EventId = 72, Level = LogLevel.Debug, Message = "The upload of request {RequestId} was refused with {Code}")]
    private partial void LogRefused(string requestId, string code);

    private sealed record ResultLine(UploadResponse Response);

    private sealed record ErrorLine(ApiProblem Problem);
}
