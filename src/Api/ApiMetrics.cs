using System.Diagnostics.Metrics;
using System.Net.WebSockets;

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

    /// <summary>Sockets that are open; the hub's are the framework's to count.</summary>
    public static UpDownCounter<long> Sockets { get; } = Meter.CreateUpDownCounter<long>("meetingintel.api.sockets", "{socket}", "Open WebSockets, without the hub's.");

    /// <summary>Sockets that ended, by close code (tag <c>code</c>).</summary>
    public static Counter<long> SocketsClosed { get; } = Meter.CreateCounter<long>("meetingintel.api.sockets.closed", "{socket}", "WebSockets that ended, by close code, without the hub's.");

    /// <summary>Watchers of sessions.</summary>
    public static UpDownCounter<long> Watchers { get; } = Meter.CreateUpDownCounter<long>("meetingintel.api.feed.watchers", "{watcher}", "Watchers of live sessions.");

    /// <summary>Watchers that were too slow.</summary>
    public static Counter<long> WatchersCut { get; } = Meter.CreateCounter<long>("meetingintel.api.feed.cut", "{watcher}", "Watchers that were cut because they did not keep up.");

    /// <summary>Pages of the journal that watchers read, because they came later or missed something.</summary>
    public static Counter<long> FeedJournalReads { get; } = Meter.CreateCounter<long>("meetingintel.api.feed.journal.reads", "{read}", "Pages of the journal read for watchers that came later or missed events.");

    /// <summary>Renewals of an observer that failed.</summary>
    public static Counter<long> FeedRenewalFailures { get; } = Meter.CreateCounter<long>("meetingintel.api.feed.renewal.failures", "{failure}", "Failed renewals of a session's observer.");

    /// <summary>How old a live event is when a dashboard has taken it. Its time is its session's, so clocks of different machines show in it.</summary>
    public static Histogram<double> FeedDelay { get; } = Meter.CreateHistogram(
        "meetingintel.api.feed.delay", "s", "From a session deciding on an event to a live dashboard having taken it.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30] });

    /// <summary>
    /// Reports what alarms watch before it has happened. A collector goes on showing the figures of a process that ended; were the first event of its successor
    /// the first that is told, the figure might be the same as before, and nobody would see that it happened again.
    /// </summary>
    public static void StartAtZero()
    {
        WatchersCut.Add(0);
        FeedRenewalFailures.Add(0);
        SocketsClosed.Add(0, CloseCode((int)WebSocketCloseStatus.InternalServerError));
    }

    /// <summary>The tag of <see cref="SocketsClosed"/>.</summary>
    /// <param name="code">The close code.</param>
    public static KeyValuePair<string, object?> CloseCode(int code) => new("code", code);
}
