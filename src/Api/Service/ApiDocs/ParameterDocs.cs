using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using MeetingIntel.Api.Identity;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MeetingIntel.Api.Service.ApiDocs;

/// <summary>
/// What parameters are. Handlers take them as text, so that a refusal can say what is wrong with which; what the text must be stands beside each as an attribute:
/// a range means a whole number, a data type a time.
/// </summary>
internal static class ParameterDocs
{
    /// <summary>What stands in many paths.</summary>
    private static readonly Dictionary<string, string> InPaths = new(StringComparer.Ordinal)
    {
        [AccessRules.SessionRouteValue] = "The session's id.",
        ["org"] = "The organisation's id: the one that the token is for.",
        ["user"] = "The person's id.",
        ["handle"] = "The person's handle.",
        ["invitation"] = "The invitation's id.",
        ["key"] = "The API key's id.",
        ["link"] = "The share link's id.",
        ["noteId"] = "The note's id.",
        ["erasure"] = "The receipt's id, or that of the session that there was.",
        ["segmentId"] = "The id of a segment of the transcript.",
        ["taskId"] = "The task's id.",
        ["version"] = "The version's number; 1 is the transcript itself.",
        [AccessRules.RecordingRouteValue] = "The recording's id.",
        ["provider"] = "The provider's name: lower-case letters, digits, dashes.",
    };

    /// <summary>Describes the parameters that many paths have.</summary>
    public static Task NameWhatIsInPaths(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Path))
        {
            parameter.Description ??= InPaths.GetValueOrDefault(parameter.Name ?? "");
        }

        return Task.CompletedTask;
    }

    /// <summary>Puts what the attributes of a parameter say into its schema; lengths and limits the framework puts there itself.</summary>
    public static Task SayWhatItIs(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.ParameterDescription?.ParameterDescriptor is IParameterInfoParameterDescriptor { ParameterInfo: var parameter })
        {
            if (parameter.GetCustomAttribute<RangeAttribute>() is { } range)
            {
                schema.Type = JsonSchemaType.Integer;
                schema.Format = range.OperandType == typeof(long) ? "int64" : "int32";
            }

            if (parameter.GetCustomAttribute<DataTypeAttribute>() is { DataType: DataType.DateTime })
            {
                schema.Format = "date-time";
            }

            if (parameter.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
            {
                schema.Enum = [.. allowed.Values.Select(value => JsonValue.Create((string)value!))];
            }
        }

        return Task.CompletedTask;
    }
}
