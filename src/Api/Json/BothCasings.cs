using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MeetingIntel.Api.Json;

/// <summary>Marks JSON that a client sends: its properties are read in snake_case and in camelCase.</summary>
internal interface IClientInput;

/// <summary>Marks JSON that clients of several source systems read: its properties are written in snake_case and in camelCase.</summary>
internal interface IForEveryClient;

/// <summary>Lets <see cref="IForEveryClient"/> types be written in both casings, and <see cref="IClientInput"/> types be read in both casings: beside <c>session_id</c> stands a write-only <c>sessionId</c>.</summary>
internal static class BothCasings
{
    /// <summary>Adds the camelCase names to a type.</summary>
    /// <param name="type">Any type; left alone unless it is client input.</param>
    public static void Accept(JsonTypeInfo type)
    {
        var isInput = type.Type.IsAssignableTo(typeof(IClientInput));
        if (type.Kind != JsonTypeInfoKind.Object || !(isInput || type.Type.IsAssignableTo(typeof(IForEveryClient))))
        {
            return;
        }

        foreach (var property in type.Properties.ToArray())
        {
            var camelCase = ToCamelCase(property.Name);
            if (!string.Equals(camelCase, property.Name, StringComparison.Ordinal) && (isInput ? property.Set is not null : property.Get is not null))
            {
                var alias = type.CreateJsonPropertyInfo(property.PropertyType, camelCase);
                alias.Set = isInput ? property.Set : null;
                alias.Get = isInput ? null : property.Get;
                alias.ShouldSerialize = property.ShouldSerialize;
                type.Properties.Add(alias);
            }
        }
    }

    /// <summary>Whether a schema property is one of the added names.</summary>
    /// <param name="name">The property's JSON name.</param>
    public static bool IsAlias(string name) => !string.Equals(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), name, StringComparison.Ordinal);

    private static string ToCamelCase(string snakeCase) =>
        string.Concat(snakeCase.Split('_').Select((part, index) => index == 0 || part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
}
