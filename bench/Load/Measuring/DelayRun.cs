using MeetingIntel.Bench.Load.Servers;
using MeetingIntel.Bench.Sockets;
using MeetingIntel.Bench.Load.Speech;

namespace MeetingIntel.Bench.Load.Measuring;

/// <summary>What was found at a number of channels that speak in real time.</summary>
/// <param name="Channels">How many.</param>
/// <param name="Sessions">In how many sessions.</param>
/// <param name="Subscribers">Subscribers of each session.</param>
/// <param name="SubscriberBytes">What each was sent in a second, bytes, without WebSocket's own.</param>
/// <param name="Echo">End of a sentence → the bare sink's answer, ms.</param>
/// <param name="Segment">End of a sentence → its text at its session's first subscriber, ms.</param>
/// <param name="Ack">End of a sentence → its acknowledgement, ms.</param>
/// <param name="Pacing">How late the generator sent its frames to the product, ms.</param>
/// <param name="SinkCpu">CPUs in use while the sink was measured.</param>
/// <param name="ProductCpu">CPUs in use while the product was measured.</param>
/// <param name="Violations">Broken promises, the first of them.</param>
/// <param name="ViolationCount">How many there were.</param>
internal sealed record DelayResult(
    int Channels,
    int Sessions,
    int Subscribers,
    double SubscriberBytes,
    Percentiles Echo,
    Percentiles Segment,
    Percentiles Ack,
    Percentiles Pacing,
    CpuShares SinkCpu,
    CpuShares ProductCpu,
    IReadOnlyList<string> Violations,
    int ViolationCount);

/// <summary>Measures delays, first of the bare sink, then of the product, with the same client and the same audio.</summary>
internal sealed class DelayRun(Product product, Sink sink, LoadOptions options)
{
    public async Task<DelayResult> MeasureAsync(int channels, CancellationToken stop)
    {
        var (echo, sinkCpu) = MeasureSink(channels, stop);
        using var reactor = new Reactor();
        var figures = new Figures();
        var meetings = new List<Meeting>();
        foreach (var scripts in Scripts(channels).Chunk(options.ChannelsPerSession))
        {
            meetings.Add(await Meeting.BeginAsync(product, reactor, scripts, figures, options.Subscribers));
        }

        var crowd = new PacedCrowd(reactor, [.. meetings.SelectMany(meeting => meeting.Speakers)], figures);
        var cpu = crowd.Speak(options.WarmUp, options.Measured, () => Usage.Of(product), stop);
        reactor.Drain(() => meetings.TrueForAll(meeting => meeting.IsDone), figures, stop);
        foreach (var meeting in meetings)
        {
            await meeting.CheckAsync(figures);
        }

        return new DelayResult(
            channels,
            meetings.Count,
            options.Subscribers,
            meetings.Sum(meeting => meeting.BytesWatched) / (meetings.Count * options.Subscribers * (options.WarmUp + options.Measured).TotalSeconds),
            echo,
            figures.Segment.Summarise(),
            figures.Ack.Summarise(),
            figures.Pacing.Summarise(),
            sinkCpu,
            cpu,
            figures.Violations,
            figures.ViolationCount);
    }

    private (Percentiles Echo, CpuShares Cpu) MeasureSink(int channels, CancellationToken stop)
    {
        using var reactor = new Reactor();
        var figures = new Figures();
        List<Speaker> speakers = [.. Scripts(channels).Select((script, number) => sink.Converse(number, script, figures))];
        foreach (var speaker in speakers)
        {
            reactor.Add(speaker.Client, speaker);
        }

        var cpu = new PacedCrowd(reactor, speakers, figures).Speak(options.WarmUp / 2, options.Measured / 2, () => Usage.Of(sink), stop);
        reactor.Drain(() => speakers.TrueForAll(speaker => speaker.IsDone), figures, stop);
        return figures.ViolationCount == 0
            ? (figures.Echo.Summarise(), cpu)
            : throw new InvalidOperationException($"The bare sink failed: {figures.Violations[0]}");
    }

    /// <summary>Channels end their sentences at moments that are spread over the length of a sentence, neighbours far apart.</summary>
    private IEnumerable<Script> Scripts(int channels) =>
        Enumerable.Range(0, channels).Select(number => new Script(options.Rhythm, 1 + (number * 37 % options.Rhythm.SentenceFrames)));
}
