using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MeetingIntel.Api.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MeetingIntel.Api.Service.ApiDocs;

/// <summary>The types of values that converters of our own read and write: the framework can't look into those, and leaves their schemas open.</summary>
internal static class ValueSchemas
{
    /// <summary>The name of a type's shared schema. Raw JSON has none: what it is stands at each property.</summary>
    /// <param name="type">Any type.</param>
    public static string? NameOf(JsonTypeInfo type) => IsRaw(NotNull(type.Type)) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    /// <summary>Gives a value, and what stands in a list or a dictionary, its type.</summary>
    public static Task SayType(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        Complete(schema, context.JsonTypeInfo, context.JsonPropertyInfo);
        return Task.CompletedTask;
    }

    private static void Complete(OpenApiSchema schema, JsonTypeInfo type, JsonPropertyInfo? property)
    {
        schema.Type ??= TypeOf(NotNull(type.Type));
        // Whether a shared schema may be null here, the framework says beside the reference to it.
        if (property is not null && NameOf(type) is null)
        {
            schema.Type = MayBeNull(property) ? schema.Type | JsonSchemaType.Null : schema.Type & ~JsonSchemaType.Null;
        }

        // Numbers are read from strings as well; a client that is told so has to reckon with strings in answers.
        if (schema.Type is { } types && (types.HasFlag(JsonSchemaType.Integer) || types.HasFlag(JsonSchemaType.Number)))
        {
            (schema.Type, schema.Pattern) = (types & ~JsonSchemaType.String, null);
        }

        var inner = type.Kind switch
        {
            JsonTypeInfoKind.Enumerable => schema.Items ??= new OpenApiSchema(),
            JsonTypeInfoKind.Dictionary => schema.AdditionalProperties ??= new OpenApiSchema(),
            _ => null,
        };
        if (inner is OpenApiSchema element)
        {
            Complete(element, type.Options.GetTypeInfo(type.ElementType!), property: null);
        }
    }

    /// <summary>Raw JSON is always an object: a client's own, or an event's data.</summary>
    private static JsonSchemaType? TypeOf(Type type) =>
        type == typeof(string) || type == typeof(DateTimeOffset) || type.IsEnum ? JsonSchemaType.String
        : type == typeof(double) ? JsonSchemaType.Number
        : IsRaw(type) ? JsonSchemaType.Object
        : null;

    private static bool IsRaw(Type type) => type == typeof(RawJson) || type == typeof(JsonElement);

    private static Type NotNull(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static bool MayBeNull(JsonPropertyInfo property) =>
        property is { Get: not null, IsGetNullable: true } or { Set: not null, IsSetNullable: true };
}
