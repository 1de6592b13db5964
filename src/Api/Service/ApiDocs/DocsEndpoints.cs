using MeetingIntel.Api.Identity;
using Microsoft.AspNetCore.Http.Metadata;

namespace MeetingIntel.Api.Service.ApiDocs;

/// <summary>Where the API's description is: the OpenAPI document, a page to browse it, and Astro's JSON list.</summary>
internal static class DocsEndpoints
{
    private const string Why = "says how to call, and nothing about anybody";

    /// <summary>Maps the document, the page <c>/docs</c>, and <c>/api/docs</c>.</summary>
    /// <param name="app">The application.</param>
    public static void MapApiDocs(this WebApplication app)
    {
        app.MapOpenApi().OpenToEverybody(Why);
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "MeetingIntel API";
            page.SwaggerEndpoint($"/openapi/{DocsServices.Document}.json", "MeetingIntel");
        });
        app.MapGet("/api/docs", ListEndpoints).OpenToEverybody(Why).WithTags("service").WithSummary("Lists the API's paths");
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
