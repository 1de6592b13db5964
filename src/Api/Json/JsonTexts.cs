using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace MeetingIntel.Api.Json;

/// <summary>
/// Texts of JSON that is looked at field by field, and so does not come through <see cref="StorableTextConverter"/>: a client may send half a character in it, at which
/// the framework throws, or U+0000, which no database can hold.
/// </summary>
internal static class JsonTexts
{
    /// <summary>Reads a text.</summary>
    /// <param name="value">Where it should be.</param>
    /// <param name="text">The text.</param>
    /// <returns>Whether it is one, of whole characters.</returns>
    public static bool TryText(this JsonElement value, [NotNullWhen(true)] out string? text)
    {
        text = value.ValueKind == JsonValueKind.String ? Whole(value, static value => value.GetString()) : null;
        return text is not null;
    }

    /// <summary>Reads a field that should be a text.</summary>
    /// <param name="value">The object.</param>
    /// <param name="name">The field.</param>
    /// <returns><see langword="null"/>: it is not there, or is none.</returns>
    public static string? Text(this JsonElement value, string name) =>
        value.Field(name) is { } found && found.TryText(out var text) ? text : null;

    /// <summary>Reads a field.</summary>
    /// <param name="value">The object.</param>
    /// <param name="name">The field.</param>
    /// <returns><see langword="null"/>: it is not there, or the names of fields can't be read, or this is no object.</returns>
    public static JsonElement? Field(this JsonElement value, string name) =>
        Whole(value, value => value.TryGetProperty(name, out var field) ? field : default(JsonElement?));

    /// <summary>Whether all texts in it, names of fields as well, can be stored.</summary>
    /// <param name="value">Any JSON.</param>
    public static bool IsStorable(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.TryText(out var text) && IsStorable(text),
        JsonValueKind.Array => value.EnumerateArray().All(IsStorable),
        JsonValueKind.Object => value.EnumerateObject().All(field => IsStorable(Whole(field, static field => field.Name)) && field.Value.IsStorable()),
        _ => true,
    };

    /// <summary>Whether a text can be stored.</summary>
    /// <param name="text">The text; <see langword="null"/>: it is none.</param>
    public static bool IsStorable([NotNullWhen(true)] string? text) => text?.Contains('\0', StringComparison.Ordinal) is false;

    private static TResult? Whole<T, TResult>(T from, Func<T, TResult?> read)
    {
        try
        {
            return read(from);
        }
        catch (InvalidOperationException)
        {
            // What the framework says of an escape such as \ud800 that stands alone, and of bytes that are no UTF-8.
            return default;
        }
    }
}
