using MeetingIntel.Providers.Stt;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Recordings;

/// <summary>Can't hear at all.</summary>
internal sealed class DeafProvider : ISttProvider
{
    public string Name => "deaf";

    public SttCapabilities Capabilities { get; } = new(ScriptedAudio.SampleRate, Partials: false, WordTimes: false, Model: null, LocalChannels: null);

    public ValueTask<ISttStream> OpenAsync(SttStreamOptions options, CancellationToken cancellationToken) =>
        throw new SttException("test.no-ears", "It can't hear.", recoverable: false);
}
