namespace MeetingIntel.Providers.Stt;

/// <summary>A speech-to-text provider failed.</summary>
/// <param name="code">Stable code, for example <c>stt.unavailable</c>.</param>
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
