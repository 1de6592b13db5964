using MeetingIntel.Providers.Stt;
using MeetingIntel.Providers.Tests.Audio;

namespace MeetingIntel.Providers.Tests.Stt;

/// <summary>Drives a stream and keeps all that it says.</summary>
internal sealed class Recording
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Recording(List<SttEvent> events) => Events = events;

    internal List<SttEvent> Events { get; }

    internal IReadOnlyList<SttFinal> Finals => Events.OfType<SttFinal>().ToList();

    internal IReadOnlyList<SttPartial> Partials => Events.OfType<SttPartial>().ToList();

    internal string Text => string.Join(" | ", Finals.Select(final => final.Text));

    /// <summary>Streams the audio in frames, to its end.</summary>
    internal static async Task<Recording> OfAsync(ISttProvider provider, short[] samples, int frameSamples = 320)
    {
        await using var stream = await provider.OpenAsync(new SttStreamOptions(), TestContext.Current.CancellationToken);
        return await OfAsync(stream, samples, frameSamples);
    }

    /// <summary>Streams the audio in frames, to its end.</summary>
    internal static async Task<Recording> OfAsync(ISttStream stream, short[] samples, int frameSamples = 320)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var reading = ReadAsync(stream, patience.Token);
        var bytes = TestSpeech.Bytes(samples);
        for (var at = 0; at < bytes.Length; at += frameSamples * 2)
        {
            await stream.WriteAsync(bytes.AsMemory(at, Math.Min(frameSamples * 2, bytes.Length - at)), patience.Token);
        }

        await stream.CompleteAsync(patience.Token);
        return new Recording(await reading);
    }

    private static async Task<List<SttEvent>> ReadAsync(ISttStream stream, CancellationToken cancellationToken)
    {
        var events = new List<SttEvent>();
        await foreach (var said in stream.ReadEventsAsync(cancellationToken))
        {
            events.Add(said);
        }

        return events;
    }
}
