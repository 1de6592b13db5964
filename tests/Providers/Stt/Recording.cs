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

    /// <summary>All that is on record, for comparisons: times and confidences to the last digit.</summary>
    internal string Outcome => string.Join('\n', Finals.Select(final =>
        FormattableString.Invariant($"{final.Text} {final.Start} {final.End} {final.Confidence:R} {final.Watermark} ")
        + string.Join(' ', final.Words.Select(word => FormattableString.Invariant($"{word.Text} {word.Start} {word.End} {word.Confidence:R}")))));

    /// <summary>Every watermark, of silence and of finals, in order.</summary>
    internal IReadOnlyList<TimeSpan> Watermarks => Events
        .Select(said => said switch { SttFinal final => final.Watermark, SttWatermark watermark => watermark.Time, _ => (TimeSpan?)null })
        .OfType<TimeSpan>().ToList();

    /// <summary>What holds for every recording: order, no overlap, all audio with an outcome at the end.</summary>
    /// <param name="samples">How much audio it was.</param>
    internal void AssertSound(int samples)
    {
        var watermark = TimeSpan.Zero;
        foreach (var said in Events)
        {
            switch (said)
            {
                case SttFinal final:
                    Assert.NotEmpty(final.Text);
                    Assert.InRange(final.Start, watermark, final.End);
                    Assert.InRange(final.Watermark, final.End, TimeSpan.MaxValue);
                    watermark = final.Watermark;
                    break;
                case SttWatermark silence:
                    Assert.InRange(silence.Time, watermark, TimeSpan.MaxValue);
                    watermark = silence.Time;
                    break;
                case SttPartial partial:
                    Assert.InRange(partial.Start, watermark, partial.End);
                    break;
                default:
                    Assert.Fail($"Unexpected {said.GetType().Name}.");
                    break;
            }
        }

        Assert.Equal(TimeSpan.FromTicks(samples * (TimeSpan.TicksPerSecond / TestSpeech.SampleRate)), watermark);
    }

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
