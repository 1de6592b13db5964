using MeetingIntel.Api.Errors;

namespace MeetingIntel.Api.Timeline;

/// <summary>Texts in queries.</summary>
internal static class QueryText
{
    /// <summary>Looks whether a text can be asked for.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="text">What stands in the query; <see langword="null"/> when it is absent.</param>
    /// <param name="maxLength">At most so many characters.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public static ApiProblem? Check(string field, string? text, int maxLength) =>
        text is null ? null
        : text.Length > maxLength ? ApiProblem.Invalid(field, $"'{field}' must have at most {maxLength} characters.")
        : text.Contains('\0', StringComparison.Ordinal) ? ApiProblem.Invalid(field, $"'{field}' must not hold the character U+0000.")
        : null;

    /// <summary>An empty text asks for nothing.</summary>
    /// <param name="text">What stands in the query.</param>
    public static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
