using MeetingIntel.Api.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace MeetingIntel.Api.Service;

/// <summary>The API's description: OpenAPI, a page to browse it, and Astro's JSON list.</summary>
internal static class ApiDocs
{
    private const string Document = "v1";

    /// <summary>Adds the OpenAPI document.</summary>
    /// <param name="services">The host's services.</param>
    public static void AddApiDocs(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "MeetingIntel";
            document.Info.Version = ServiceEndpoints.Version;
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // Input is read in camelCase, too; the document names each property once.
            if (context.JsonTypeInfo.Type.IsAssignableTo(typeof(IClientInput)) && schema.Properties is { } properties)
            {
                foreach (var alias in properties.Keys.Where(BothCasings.IsAlias).ToArray())
                {
                    properties.Remove(alias);
                }
            }

            return Task.CompletedTask;
        });
    });

    /// <summary>Maps the document, the page <c>/docs</c>, and <c>/api/docs</c>.</summary>
    /// <param name="app">The application.</param>
    public static void MapApiDocs(this WebApplication app)
    {
        app.MapOpenApi();
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "MeetingIntel API";
            page.SwaggerEndpoint($"/openapi/{Document}.json", "MeetingIntel");
        });
        app.MapGet("/api/docs", ListEndpoints).WithTags("service").WithSummary("Lists the API's paths");
    }

    private static ApiList ListEndpoints(IEnumerable<EndpointDataSource> sources)
    {
        // Astro's clients look for these four, also while one is empty.
        var groups = new Dictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal) { ["auth"] = [], ["sessions"] = [], ["audio"] = [], ["insights"] = [] };
        foreach (var endpoint in sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<ITagsMetadata>()?.Tags.FirstOrDefault() is { } tag && groups.TryGetValue(tag, out var group))
            {
                foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
                {
                    group[$"{method} {endpoint.RoutePattern.RawText}"] = endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary ?? "";
                }
            }
        }

        return new ApiList("MeetingIntel API", groups);
    }
}

/// <summary>Astro's description of an API.</summary>
/// <param name="Message">What it is.</param>
/// <param name="Endpoints">By group: method and path, and what it does.</param>
internal sealed record ApiList(string Message, IReadOnlyDictionary<string, SortedDictionary<string, string>> Endpoints);
