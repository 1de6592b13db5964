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
    /// <summary>Describes the one parameter that most paths have.</summary>
    public static Task NameSession(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(parameter => parameter.Name == CallerGate.SessionRouteValue))
        {
            parameter.Description = "The session's id.";
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
