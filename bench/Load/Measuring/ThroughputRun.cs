using System.Diagnostics;
using MeetingIntel.Bench.Load.Servers;
using MeetingIntel.Bench.Sockets;
using MeetingIntel.Bench.Load.Speech;

namespace MeetingIntel.Bench.Load.Measuring;

/// <summary>How much a saturated server took in one round.</summary>
/// <param name="PerCpuSecond">Frames for each second of the server's CPU time.</param>
/// <param name="PerSecond">Frames a second.</param>
/// <param name="Cpu">CPUs in use.</param>
internal sealed record Throughput(double PerCpuSecond, double PerSecond, CpuShares Cpu);

/// <summary>What rounds that took turns found.</summary>
/// <param name="Connections">Audio connections.</param>
/// <param name="Sink">Bare Kestrel.</param>
/// <param name="Product">The product: frames whose outcome is committed.</param>
/// <param name="Violations">Broken promises, the first of them.</param>
/// <param name="ViolationCount">How many there were.</param>
internal sealed record ThroughputResult(
    int Connections, IReadOnlyList<Throughput> Sink, IReadOnlyList<Throughput> Product, IReadOnlyList<string> Violations, int ViolationCount)
{
    /// <summary>The median of the product against that of the sink.</summary>
    public double Ratio => Median(Product) / Median(Sink);

    /// <summary>The middle one.</summary>
    public static double Median(IReadOnlyList<Throughput> rounds)
    {
        var sorted = rounds.Select(round => round.PerCpuSecond).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>Measures frames for each CPU second, of the bare sink and of the product, taking turns.</summary>
internal sealed class ThroughputRun(Product product, Sink sink, LoadOptions options)
{
    // Enough that a system call carries many frames, little enough that what is under way does not count.
    private const int SendBuffer = 256 * 1024;

    /// <summary>Before each measured stretch: until all connections are at work.</summary>
    private static readonly TimeSpan RampUp = TimeSpan.FromSeconds(5);

    /// <summary>A round that does not count: both servers find out which of their code is worth compiling well.</summary>
    public async Task WarmUpAsync(CancellationToken stop)
    {
        var figures = new Figures();
        await MeasureSinkAsync(figures, options.SaturatedWarmUp, stop);
        await MeasureProductAsync(figures, options.SaturatedWarmUp, stop);
        if (figures.ViolationCount > 0)
        {
            throw new InvalidOperationException($"A server failed while it was warmed up: {figures.Violations[0]}");
        }
    }

    public async Task<ThroughputResult> MeasureAsync(CancellationToken stop)
    {
        var figures = new Figures();
        List<Throughput> sinkRounds = [];
        List<Throughput> productRounds = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            sinkRounds.Add(await MeasureSinkAsync(figures, RampUp, stop));
            productRounds.Add(await MeasureProductAsync(figures, RampUp, stop));
        }

        return new ThroughputResult(options.Connections, sinkRounds, productRounds, figures.Violations, figures.ViolationCount);
    }

    private async Task<Throughput> MeasureSinkAsync(Figures figures, TimeSpan before, CancellationToken stop)
    {
        using var reactor = new Reactor();
        List<Speaker> speakers = [.. Scripts().Select((script, number) => sink.Speak(number, script, figures, SendBuffer))];
        foreach (var speaker in speakers)
        {
            reactor.Add(speaker.Client, speaker);
        }

        var throughput = await PushAsync(new PushingCrowd(reactor, speakers), before, sink.FramesAsync, () => Usage.Of(sink), stop);
        reactor.Drain(() => speakers.TrueForAll(speaker => speaker.IsDone), figures, stop);
        return throughput;
    }

    private async Task<Throughput> MeasureProductAsync(Figures figures, TimeSpan before, CancellationToken stop)
    {
        using var reactor = new Reactor();
        var meetings = new List<Meeting>();
        foreach (var script in Scripts())
        {
            meetings.Add(await Meeting.BeginAsync(product, reactor, [script], figures, sendBuffer: SendBuffer));
        }

        List<Speaker> speakers = [.. meetings.SelectMany(meeting => meeting.Speakers)];
        var throughput = await PushAsync(
            new PushingCrowd(reactor, speakers), before, () => Task.FromResult(speakers.Sum(speaker => speaker.Acked) / Script.FrameSize), () => Usage.Of(product), stop);
        reactor.Drain(() => meetings.TrueForAll(meeting => meeting.IsDone), figures, stop);
        foreach (var meeting in meetings)
        {
            await meeting.CheckAsync(figures);
        }

        return throughput;
    }

    private async Task<Throughput> PushAsync(PushingCrowd crowd, TimeSpan warmUp, Func<Task<long>> framesAsync, Func<Usage> usage, CancellationToken stop)
    {
        crowd.Push(warmUp, stop);
        var (framesBefore, begun) = (await framesAsync(), usage());
        crowd.Push(options.Saturated, stop);
        var (framesAfter, after) = (await framesAsync(), usage());
        crowd.Finish(stop);
        var frames = framesAfter - framesBefore;
        var seconds = Stopwatch.GetElapsedTime(begun.At, after.At).TotalSeconds;
        return new Throughput(frames / (after.Server - begun.Server), frames / seconds, after.Since(begun));
    }

    private IEnumerable<Script> Scripts() => Enumerable.Range(0, options.Connections).Select(_ => new Script(options.Rhythm, lead: 1));
}
