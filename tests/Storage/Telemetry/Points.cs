using MeetingIntel.Storage.Telemetry;

namespace MeetingIntel.Storage.Tests.Telemetry;

/// <summary>Points to write, and what became of them.</summary>
internal static class Points
{
    public const string Session = "sess_1";

    public static async Task<StorageHost> WithSessionAsync(this Task<StorageHost> starting)
    {
        var storage = await starting;
        await storage.Journal.AppendAsync(Some.Append(Session, 1, Some.Created()));
        return storage;
    }

    /// <summary>A batch of points of one channel: so many seconds after noon, and what was measured.</summary>
    public static TelemetryBatch Batch(string channel, params (double Second, double Value)[] points)
    {
        var batch = new TelemetryBatch();
        foreach (var (second, value) in points)
            batch.Add(channel, Some.Noon.AddSeconds(second), value, null, null);
        return batch;
    }

    public static async Task WriteAsync(this StorageHost storage, TelemetryBatch batch, string session = Session)
    {
        var written = await storage.Get<ITelemetryStore>().AppendAsync(Some.Org, session, batch, CancellationToken.None);
        Assert.True(written.Succeeded, written.Error?.Code);
    }

    public static async Task<int> ChannelIdAsync(this StorageHost storage, string channel) =>
        (await storage.Get<ITelemetryReads>().FindAsync(Some.Org, Session, channel, CancellationToken.None))!.Id;

    /// <summary>Names and numbers of points of the session's channels.</summary>
    public static async Task<IReadOnlyList<string>> CountsAsync(this StorageHost storage) =>
        [.. (await storage.Get<ITelemetryReads>().ListChannelsAsync(Some.Org, Session, CancellationToken.None)).Select(item => $"{item.Channel.Name} {item.Points}")];

    public static async Task<BucketSeries> SumUpAsync(this StorageHost storage, string channel, double? resolution = null, int maxPoints = 10_000, double? from = null, double? to = null) =>
        await storage.Get<ITelemetryReads>().SumUpAsync(
            Some.Org,
            await storage.ChannelIdAsync(channel),
            new BucketQuery(from is { } start ? Some.Noon.AddSeconds(start) : null, to is { } end ? Some.Noon.AddSeconds(end) : null, resolution, maxPoints),
            CancellationToken.None);
}
