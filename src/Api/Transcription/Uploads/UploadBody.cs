using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MeetingIntel.Api.Transcription.Uploads;

/// <summary>
/// Describes the ways in which a recording may come. It only describes: were they the endpoint's metadata, routing would refuse a file that is sent as what it is,
/// <c>audio/mpeg</c> for example, with 415.
/// </summary>
internal static class UploadBody
{
    /// <summary>Adds the body to the operation.</summary>
    public static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        context.Document!.AddComponent(nameof(AudioJsonRequest), await context.GetOrCreateSchemaAsync(typeof(AudioJsonRequest), cancellationToken: cancellationToken));
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = "The recording: as the body itself, with this or any other content type that is none of the rest; as the part 'file' of a form; or as base64 in JSON.",
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/octet-stream"] = new() { Schema = File() },
                ["multipart/form-data"] = new() { Schema = Form() },
                ["application/json"] = new() { Schema = new OpenApiSchemaReference(nameof(AudioJsonRequest), context.Document) },
            },
        };
    }

    private static OpenApiSchema Form() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string>(StringComparer.Ordinal) { "file" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) { ["session_id"] = Text(), ["channel"] = Text(), ["speaker"] = Text(), ["name"] = Text(), ["file"] = File() },
    };

    /// <summary>As in the query.</summary>
    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiSchema File() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
