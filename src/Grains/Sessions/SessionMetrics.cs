using System.Diagnostics.Metrics;

namespace MeetingIntel.Grains.Sessions;

/// <summary>What operators see of sessions. Meter <see cref="MeterName"/>.</summary>
internal static class SessionMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MeetingIntel.Sessions";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Sessions that are live and in this process.</summary>
    public static UpDownCounter<long> Live { get; } = Meter.CreateUpDownCounter<long>("meetingintel.sessions.live", "{session}", "Live sessions that this process holds.");

    /// <summary>Times that a stream did not take what was committed.</summary>
    public static Counter<long> PublishFailures { get; } = Meter.CreateCounter<long>(
        "meetingintel.sessions.publish.failures", "{failure}", "Committed events that a stream did not take; its consumers read the journal.");
}
