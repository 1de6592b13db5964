using MeetingIntel.Api.Errors;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MeetingIntel.Api.Service.ApiDocs;

/// <summary>Whatever is wrong, the answer has one shape: described once, and pointed at by every operation.</summary>
internal static class ProblemAnswers
{
    private const string Component = "Problem";

    /// <summary>Adds the answer to all operations of the API.</summary>
    public static async Task AddAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.AddComponent(Component, await context.GetOrCreateSchemaAsync(typeof(ProblemResponse), cancellationToken: cancellationToken));
        document.AddComponent(Component, new OpenApiResponse
        {
            Description = "What was asked for was not done, or not found: 'code' says why.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [ApiProblem.ContentType] = new() { Schema = new OpenApiSchemaReference(Component, document) } },
        });
        foreach (var (_, operation) in document.Paths.Where(path => path.Key.StartsWith("/api/", StringComparison.Ordinal)).SelectMany(path => path.Value.Operations ?? []))
        {
            (operation.Responses ??= [])["default"] = new OpenApiResponseReference(Component, document);
        }
    }
}
