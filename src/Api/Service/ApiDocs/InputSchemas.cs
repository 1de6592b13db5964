using MeetingIntel.Api.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MeetingIntel.Api.Service.ApiDocs;

/// <summary>What clients may send: each property once, though it is read in camelCase, too, and none that only we read.</summary>
internal static class InputSchemas
{
    /// <summary>Takes away what is no field of its own.</summary>
    public static Task KeepWhatIsRead(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type.IsAssignableTo(typeof(IClientInput)) && schema.Properties is { } properties)
        {
            foreach (var property in context.JsonTypeInfo.Properties.Where(property => property.Set is null || BothCasings.IsAlias(property.Name)))
            {
                properties.Remove(property.Name);
            }
        }

        return Task.CompletedTask;
    }
}
