using System.Diagnostics;
using System.Globalization;

namespace MeetingIntel.GrainCalls;

/// <summary>Measures calls and stream items a second, alternating with the bare channel in the same run.</summary>
internal sealed class Bench(IClusterClient client, int callers, int callsPerCaller, int rounds)
{
    internal const string Provider = "bench";
    internal const string Namespace = "bench.numbers";

    internal async Task RunAsync()
    {
        var peers = Enumerable.Range(0, callers).Select(_ => new ChannelPeer()).ToArray();
        var grains = Enumerable.Range(0, callers).Select(i => client.GetGrain<IAdder>(i)).ToArray();
        var called = Enumerable.Range(0, callers).Select(i => client.GetGrain<IAdder>(callers + i)).ToArray();
        (string Name, Func<int, int, Task<int>> Call, string? RequestId)[] contenders =
        [
            ("bare Channel<T> request/response", (i, value) => peers[i].AddAsync(value), null),
            ("grain call", (i, value) => grains[i].AddAsync(value), null),
            ("grain call that carries a request id", (i, value) => grains[i].AddAsync(value), Guid.CreateVersion7().ToString("N")),
            ("grain call, reference made each time", (i, value) => client.GetGrain<IAdder>(i).AddAsync(value), null),
            ("grain call with an await in it", (i, value) => grains[i].AddLaterAsync(value), null),
            ("grain calling a grain", (i, value) => grains[i].AddThroughAsync(called[i], value), null),
        ];
        var rates = contenders.Select(_ => new List<(double Rate, double Bytes)>()).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            for (var c = 0; c < contenders.Length; c++)
            {
                var measured = await MeasureCallsAsync(contenders[c].Call, contenders[c].RequestId);
                // The first round warms up.
                if (round > 0)
                    rates[c].Add(measured);
            }
        }

        Console.WriteLine($"{callers} callers, each awaiting every call; {callsPerCaller} calls each; median of {rounds} rounds; {Environment.ProcessorCount} cores");
        var bare = Median(rates[0].Select(r => r.Rate));
        for (var c = 0; c < contenders.Length; c++)
            Print(contenders[c].Name, Median(rates[c].Select(r => r.Rate)), Median(rates[c].Select(r => r.Bytes)), bare);
        foreach (var streams in new[] { 1, 100, 500 })
        {
            var (rate, bytes) = await MeasureStreamsAsync(streams);
            Print($"stream items, {streams} streams, one producer each", rate, bytes, bare);
        }

        foreach (var peer in peers)
            await peer.DisposeAsync();
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static void Print(string name, double rate, double bytes, double bare) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-48} {rate / 1e6,7:F2} million/s {rate / bare,6:F2} x {bytes,6:F0} B each"));

    private async Task<(double Rate, double Bytes)> MeasureCallsAsync(Func<int, int, Task<int>> call, string? requestId)
    {
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(i => Task.Run(async () =>
        {
            if (requestId is not null)
                RequestContext.Set("request_id", requestId);
            for (var n = 0; n < callsPerCaller; n++)
                _ = await call(i, 1);
        })));
        var calls = (double)callers * callsPerCaller;
        return (calls / watch.Elapsed.TotalSeconds, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / calls);
    }

    private async Task<(double Rate, double Bytes)> MeasureStreamsAsync(int streams)
    {
        const int Items = 2_000_000;
        const int FirstKey = 1_000_000;
        var each = Items / streams;
        var keys = Enumerable.Range(0, streams).Select(i => (long)(FirstKey * streams) + i).ToArray();
        var provider = client.GetStreamProvider(Provider);
        var producers = keys.Select(key => provider.GetStream<int>(StreamId.Create(Namespace, key))).ToArray();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, streams).Select(i => Task.Run(async () =>
        {
            for (var n = 0; n < each; n++)
                await producers[i].OnNextAsync(n);
            await client.GetGrain<IAdder>(keys[i]).ReceivedAsync(each);
        })));
        var items = (double)each * streams;
        return (items / watch.Elapsed.TotalSeconds, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / items);
    }
}
