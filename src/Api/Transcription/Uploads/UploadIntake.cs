using MeetingIntel.Api.Errors;
using MeetingIntel.Providers.Media;
using Microsoft.AspNetCore.Http.Features;

namespace MeetingIntel.Api.Transcription.Uploads;

/// <summary>How long recordings are taken in, and what their senders are told when one is not.</summary>
internal sealed class UploadIntake(UploadStop stop)
{
    /// <summary>Seconds after which a recording that found no place may be sent again: they are transcribed faster than they were spoken.</summary>
    private const int BusyFor = 5;

    /// <summary>Reads a recording, unless the server is about to stop.</summary>
    /// <param name="context">The request.</param>
    /// <param name="readAsync">Reads it; says what is wrong with it, if anything.</param>
    /// <returns><see langword="null"/>; or why there is no recording.</returns>
    /// <exception cref="MediaException">The file is no audio, or too large.</exception>
    /// <exception cref="ProblemException">The form that holds it is broken.</exception>
    public async Task<ApiProblem?> TakeInAsync(HttpContext context, Func<CancellationToken, Task<ApiProblem?>> readAsync)
    {
        if (stop.IsNear)
        {
            return ApiProblem.From(UploadStop.Error);
        }

        using var end = stop.Link(context.RequestAborted);
        try
        {
            return await readAsync(end.Token);
        }
        catch (Exception) when (stop.HasEnded(context.RequestAborted))
        {
            return ApiProblem.From(UploadStop.Error);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return ExceptionProblems.TooLarge(context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize, "file");
        }
        catch (MediaException exception) when (exception.Code == MediaErrors.Busy)
        {
            return Busy(exception.Message);
        }
    }

    /// <summary>Nothing is wrong with the recording, but there is no place for it now.</summary>
    /// <param name="detail">Of what there are too many.</param>
    public static ApiProblem Busy(string detail) => new(StatusCodes.Status503ServiceUnavailable, MediaErrors.Busy, detail, RetryAfter: BusyFor);
}
