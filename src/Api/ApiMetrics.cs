using System.Diagnostics.Metrics;

namespace MeetingIntel.Api;

/// <summary>What the front-end counts. Meter <c>MeetingIntel.Api</c>.</summary>
internal static class ApiMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MeetingIntel.Api";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Audio frames as clients sent them.</summary>
    public static Counter<long> AudioFrames { get; } = Meter.CreateCounter<long>("meetingintel.api.audio.frames", "{frame}", "Audio frames received from clients.");

    /// <summary>Bytes of audio as clients sent them.</summary>
    public static Counter<long> AudioBytes { get; } = Meter.CreateCounter<long>("meetingintel.api.audio.bytes", "By", "Bytes of audio received from clients.");

    /// <summary>Connections that send audio.</summary>
    public static UpDownCounter<long> AudioConnections { get; } = Meter.CreateUpDownCounter<long>("meetingintel.api.audio.connections", "{connection}", "Open audio connections.");

    /// <summary>Watchers of sessions.</summary>
    public static UpDownCounter<long> Watchers { get; } = Meter.CreateUpDownCounter<long>("meetingintel.api.feed.watchers", "{watcher}", "Watchers of live sessions.");

    /// <summary>Watchers that were too slow.</summary>
    public static Counter<long> WatchersCut { get; } = Meter.CreateCounter<long>("meetingintel.api.feed.cut", "{watcher}", "Watchers that were cut because they did not keep up.");
}
