namespace MeetingIntel.Api.Sessions;

/// <summary>What a session may be called. ASTRA's clients may leave the name empty, so only what no list can show is refused.</summary>
internal static class SessionName
{
    private const int MaxLength = 200;

    /// <summary>What to say of a name that can't be one.</summary>
    public const string Rule = "A session's name has at most 200 characters, no control characters or line breaks, and none that override the direction of text.";

    /// <summary>Takes a name as somebody gave it, without space around it.</summary>
    /// <param name="given">The name; <see langword="null"/> stays so.</param>
    /// <param name="name">The name to keep.</param>
    /// <returns><see langword="false"/> when it can't be a name.</returns>
    public static bool TryTake(string? given, out string? name)
    {
        name = given?.Trim();
        return name is null || (name.Length <= MaxLength && name.All(IsFit));
    }

    /// <summary>Makes a name of what was not given as one, a file's or a calendar's: what does not fit is left out.</summary>
    /// <param name="text">The text.</param>
    public static string Of(string text)
    {
        var fit = string.Concat(text.Select(c => IsBreak(c) ? ' ' : c).Where(IsFit)).Trim();
        if (fit.Length <= MaxLength)
        {
            return fit;
        }

        var end = char.IsHighSurrogate(fit[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return fit[..end].TrimEnd();
    }

    private static bool IsFit(char c) => !char.IsControl(c) && !IsBreak(c) && !IsBidiOverride(c);

    private static bool IsBreak(char c) => c is '\t' or '\r' or '\n' or '\u0085' or '\u2028' or '\u2029';

    /// <summary>Embeddings, overrides and isolates turn round what stands behind the name, too. The marks of right-to-left text don't, and are fit.</summary>
    private static bool IsBidiOverride(char c) => c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';
}
