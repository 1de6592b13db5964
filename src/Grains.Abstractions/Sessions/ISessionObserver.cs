using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Sessions;

/// <summary>Sees a session live: one per front-end process and session. Delivery is best effort; a jump in the sequence tells the receiver to read the journal.</summary>
[Alias("mi.ISessionObserver")]
public interface ISessionObserver : IGrainObserver
{
    /// <summary>Events that were just committed, in order.</summary>
    /// <param name="events">At least one.</param>
    [Alias("OnEvents")]
    void OnEvents(SessionEventBatch events);

    /// <summary>Something live that is not part of the record.</summary>
    /// <param name="signal">The signal.</param>
    [Alias("OnSignal")]
    void OnSignal(LiveSignal signal);

    /// <summary>The session leaves the server it lived on and forgets who watches it: register again, and it lives elsewhere.</summary>
    [Alias("OnMoved")]
    void OnMoved();
}

/// <summary>Consecutive events of one session.</summary>
/// <param name="Events">In order of <see cref="SessionEvent.Seq"/>.</param>
/// <param name="Trace">The recorded span that committed them (W3C <c>traceparent</c>), if any.</param>
[GenerateSerializer, Immutable, Alias("mi.event.batch")]
public sealed record SessionEventBatch([property: Id(0)] IReadOnlyList<SessionEvent> Events, [property: Id(1)] string? Trace = null);

/// <summary>Named limits of the live feed.</summary>
public static class SessionFeedLimits
{
    /// <summary>How long an observer stays registered without renewal. For so long messages to a front-end that hangs pile up in the silos.</summary>
    public static readonly TimeSpan ObserverExpiry = TimeSpan.FromSeconds(45);

    /// <summary>How often a front-end renews its observers.</summary>
    public static readonly TimeSpan ObserverRenewal = TimeSpan.FromSeconds(20);
}
