namespace MeetingIntel.Providers.Tts;

/// <summary>Text to speech: the port that every vendor is behind.</summary>
public interface ISpeechSynthesiser
{
    /// <summary>Stable name, for example <c>flite</c>.</summary>
    string Name { get; }

    /// <summary>The voices that <see cref="SpeechRequest.Voice"/> may name.</summary>
    IReadOnlyList<string> Voices { get; }

    /// <summary>Speaks a text.</summary>
    /// <param name="request">What, and how.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SpeechSynthesisException">The voice is unknown, the text too long, or the synthesiser missing or failing.</exception>
    Task<SynthesisedSpeech> SynthesiseAsync(SpeechRequest request, CancellationToken cancellationToken);
}

/// <summary>What is to be spoken.</summary>
/// <param name="Text">The text, English.</param>
/// <param name="Voice">One of <see cref="ISpeechSynthesiser.Voices"/>.</param>
/// <param name="Stretch">How long it takes, relative to the voice's own pace, 0.5 … 3.</param>
/// <param name="Pitch">Mean pitch in hertz, 50 … 400; <see langword="null"/>: the voice's own.</param>
public sealed record SpeechRequest(string Text, string Voice, double Stretch = 1, double? Pitch = null);

/// <summary>Speech as PCM.</summary>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Samples">Mono, 16 bit.</param>
public sealed record SynthesisedSpeech(int SampleRate, ReadOnlyMemory<short> Samples)
{
    /// <summary>How long it is.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / SampleRate);
}

/// <summary>Speech could not be made.</summary>
/// <param name="code">Stable code: <c>tts.unavailable</c>, <c>tts.voice-unknown</c>, <c>tts.text-invalid</c> or <c>tts.failed</c>.</param>
/// <param name="message">One sentence; never holds the text.</param>
/// <param name="inner">The cause.</param>
public sealed class SpeechSynthesisException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Stable code.</summary>
    public string Code { get; } = code;
}
