using MeetingIntel.Api.Hosting;
using MeetingIntel.Api.Identity;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Transcription.Uploads;

/// <summary><c>POST /api/audio/transcribe</c>: a whole recording, or one of Astro's chunks.</summary>
internal static class UploadEndpoint
{
    /// <summary>Asked for as <c>Accept</c>, the answer tells of progress line by line.</summary>
    public const string LinesContentType = "application/x-ndjson";

    /// <summary>Maps the path.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapUploads(this IEndpointRouteBuilder api) =>
        api.MapPost("/audio/transcribe", TranscribeAsync)
            .WithTags("audio")
            .WithSummary("Transcribes a recording: the file as body, as multipart 'file', or base64 PCM or WAV in JSON {session_id, audio}")
            .WithMetadata(new RequestSizeLimitAttribute(RequestLimits.Recording))
            .Produces<UploadResponse>()
            .AddOpenApiOperationTransformer(UploadBody.DescribeAsync)
            .Requires(Permissions.WriteAudio);

    private static async Task<IResult> TranscribeAsync(HttpContext context, [AsParameters] UploadQuery query, Caller caller, UploadReader reader, UploadTranscriber transcriber)
    {
        var read = await reader.ReadAsync(context, query, caller);
        if (read.Upload is not { } upload)
        {
            return read.Problem!;
        }

        await using (upload)
        {
            return context.Request.Headers.Accept.ToString().Contains(LinesContentType, StringComparison.OrdinalIgnoreCase)
                ? await UploadLines.AnswerAsync(context, caller, upload, transcriber)
                : await AnswerAsync(caller, upload, transcriber, context.RequestAborted);
        }
    }

    private static async Task<IResult> AnswerAsync(Caller caller, Upload upload, UploadTranscriber transcriber, CancellationToken cancellationToken)
    {
        var result = await transcriber.TranscribeAsync(caller, upload, UploadProgress.Untold, cancellationToken);
        return result.Succeeded ? TypedResults.Ok(result.Value) : Errors.ApiProblem.From(result.Error);
    }
}
