namespace MeetingIntel.Providers.Stt;

/// <summary>A speech-to-text provider failed.</summary>
/// <param name="code">Stable code, one of <see cref="SttErrors"/> or a vendor's own.</param>
/// <param name="message">One sentence for operators; never holds what was said.</param>
/// <param name="recoverable">Whether another try makes sense.</param>
/// <param name="inner">The vendor's own exception.</param>
public sealed class SttException(string code, string message, bool recoverable, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Stable code.</summary>
    public string Code { get; } = code;

    /// <summary>Whether another try makes sense.</summary>
    public bool Recoverable { get; } = recoverable;
}

/// <summary>Codes of failures that any provider may have.</summary>
public static class SttErrors
{
    /// <summary>There is no recognition here, or not now.</summary>
    public const string Unavailable = "stt.unavailable";

    /// <summary>Recognition broke down.</summary>
    public const string Failed = "stt.failed";

    /// <summary>The provider does not know the language.</summary>
    public const string LanguageUnsupported = "stt.language-unsupported";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Unavailable, Failed, LanguageUnsupported];
}
