namespace MeetingIntel.Providers.Stt;

/// <summary>Speech to text: the port that every vendor is behind. One instance serves the whole process.</summary>
public interface ISttProvider
{
    /// <summary>Stable name on every segment, for example <c>pocketsphinx</c>.</summary>
    string Name { get; }

    /// <summary>What it can do and wants.</summary>
    SttCapabilities Capabilities { get; }

    /// <summary>Opens a live stream for one channel.</summary>
    /// <param name="options">Hints for this stream.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    /// <exception cref="SttException">The provider can't open a stream; <see cref="SttException.Recoverable"/> says whether another try makes sense.</exception>
    ValueTask<ISttStream> OpenAsync(SttStreamOptions options, CancellationToken cancellationToken);
}

/// <summary>What a provider can do.</summary>
/// <param name="SampleRate">Samples a second of the PCM it wants (mono, 16 bit signed little-endian).</param>
/// <param name="Partials">Whether it sends <see cref="SttPartial"/>.</param>
/// <param name="WordTimes">Whether finals carry words with times.</param>
/// <param name="Model">The model's name; <see langword="null"/> when there is none.</param>
/// <param name="LocalChannels">How many live channels this machine can carry in real time, for a provider that computes here; <see langword="null"/> for one that does not.</param>
public sealed record SttCapabilities(int SampleRate, bool Partials, bool WordTimes, string? Model, int? LocalChannels);

/// <summary>Hints for one stream.</summary>
/// <param name="Language">BCP 47 tag.</param>
public sealed record SttStreamOptions(string Language = "en-US");
