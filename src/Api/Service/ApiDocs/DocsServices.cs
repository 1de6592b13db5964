using Microsoft.AspNetCore.Http.Metadata;

namespace MeetingIntel.Api.Service.ApiDocs;

/// <summary>What the OpenAPI document is made of. It is derived from the endpoints; here is only what the framework can't see in them.</summary>
internal static class DocsServices
{
    /// <summary>The document's name.</summary>
    public const string Document = "v1";

    /// <summary>Adds the OpenAPI document.</summary>
    /// <param name="services">The host's services.</param>
    public static void AddApiDocs(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.CreateSchemaReferenceId = ValueSchemas.NameOf;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "MeetingIntel";
            document.Info.Version = ServiceEndpoints.Version;
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer(ProblemAnswers.AddAsync);
        options.AddOperationTransformer((operation, context, _) =>
        {
            // The comment on a handler, which took its place, is for those who read the code.
            operation.Summary = context.Description.ActionDescriptor.EndpointMetadata.OfType<IEndpointSummaryMetadata>().LastOrDefault()?.Summary ?? operation.Summary;
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(ParameterDocs.NameWhatIsInPaths);
        options.AddSchemaTransformer(InputSchemas.KeepWhatIsRead);
        options.AddSchemaTransformer(ValueSchemas.SayType);
        options.AddSchemaTransformer(ParameterDocs.SayWhatItIs);
    });
}
