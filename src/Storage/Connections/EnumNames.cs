using System.Collections.Frozen;
using System.Text.Json;

namespace MeetingIntel.Storage.Connections;

/// <summary>Enum values as the database holds them: snake_case, as in JSON.</summary>
/// <typeparam name="T">The enum.</typeparam>
internal static class EnumNames<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Names =
        Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    private static readonly FrozenDictionary<string, T> Values = Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The name in the database.</summary>
    public static string Of(T value) => Names[value];

    /// <summary>The value of a name.</summary>
    /// <exception cref="KeyNotFoundException">No such value: a newer build wrote it.</exception>
    public static T Parse(string name) => Values[name];
}
