using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Hosting;
using MeetingIntel.Api.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MeetingIntel.Api.SttTasks.Uploads;

/// <summary><c>POST /api/sessions/{sid}/stt/upload</c>: a task that comes with its audio, transcribed here. Source: ASTRA.</summary>
internal static class SttUploadEndpoint
{
    /// <summary>Maps the path.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapSttUploads(this IEndpointRouteBuilder api) =>
        api.MapPost("/sessions/{sid}/stt/upload", TranscribeAsync)
            .WithTags("stt tasks")
            .WithSummary("Transcribes a chunk of audio as a task; answers when it is done or has failed")
            .WithMetadata(new RequestSizeLimitAttribute(RequestLimits.AudioChunk))
            .Produces<SttTaskResponse>()
            .AddOpenApiOperationTransformer(DescribeAsync)
            .Requires(Permissions.WriteAudio);

    private static async Task<IResult> TranscribeAsync(string sid, HttpContext context, Caller caller, SttUploadReader reader, SttUploadTranscriber transcriber)
    {
        if (await transcriber.CheckAsync(sid) is { } closed)
        {
            return ApiProblem.From(closed);
        }

        var (read, problem) = await reader.ReadAsync(context);
        if (read is not { } upload)
        {
            return problem!;
        }

        // All of it is here: whether somebody waits for the answer does not matter any more.
        await using (upload)
        {
            var task = await transcriber.TranscribeAsync(sid, caller, upload);
            return task.Problem is { } refusal ? refusal : TypedResults.Ok(SttTaskResponse.From(sid, task.Task!));
        }
    }

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = "The audio, in any usual format, and what it is called; in any order.",
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["multipart/form-data"] = new() { Schema = Form() } },
        };
        return Task.CompletedTask;
    }

    private static OpenApiSchema Form() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string>(StringComparer.Ordinal) { "file" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            ["audio_chunk_id"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The client's own name for the audio, at most 200 characters." },
            ["duration_seconds"] = new OpenApiSchema { Type = JsonSchemaType.Number, Description = "How long it is; as the file says unless given." },
            ["model"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = $"One of {string.Join(", ", SttUploadReader.Models)}; kept with the task. This server's own provider transcribes." },
        },
    };
}
