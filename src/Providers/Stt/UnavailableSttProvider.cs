namespace MeetingIntel.Providers.Stt;

/// <summary>Stands in when no speech recognition is there: it can't be opened, with the reason, and whoever wants to transcribe records the audio as a gap with it. Everything else works.</summary>
/// <param name="reason">One line for operators.</param>
internal sealed class UnavailableSttProvider(string reason) : ISttProvider
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public SttCapabilities Capabilities { get; } = new(SampleClock.SampleRate, Partials: false, WordTimes: false, Model: null, LocalChannels: null);

    /// <inheritdoc/>
    public ValueTask<ISttStream> OpenAsync(SttStreamOptions options, CancellationToken cancellationToken) =>
        ValueTask.FromException<ISttStream>(new SttException(SttErrors.Unavailable, reason, recoverable: false));
}
