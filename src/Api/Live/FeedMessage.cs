using MeetingIntel.Api.Json;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Live;

/// <summary>Something that a session's watchers see. One instance serves all of them; its JSON is written once.</summary>
internal abstract class FeedMessage
{
    /// <summary>The message in ASTRA's envelope; <see langword="null"/>: it is not for those who read that envelope.</summary>
    public virtual RawJson? Envelope => null;
}

/// <summary>A message that goes to clients as it is.</summary>
internal abstract class WireMessage : FeedMessage
{
    private byte[]? _envelope;

    /// <inheritdoc/>
    public override RawJson? Envelope => new RawJson(_envelope ??= WriteEnvelope());

    /// <summary>Writes the envelope.</summary>
    protected abstract byte[] WriteEnvelope();
}

/// <summary>An event of the timeline: part of the record, never missing, never twice.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="item">The event.</param>
internal sealed class EventMessage(string sessionId, SessionEvent item) : WireMessage
{
    /// <summary>The event.</summary>
    public SessionEvent Event => item;

    /// <summary>Set on the last event of a batch that is traced.</summary>
    public FeedDelivery? Delivery { get; init; }

    /// <inheritdoc/>
    protected override byte[] WriteEnvelope() => WireEvent.Envelope(sessionId, item);
}

/// <summary>Live, but not record: the newest of a kind and channel replaces the one before.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="signal">The signal.</param>
internal sealed class SignalMessage(string sessionId, LiveSignal signal) : WireMessage
{
    /// <summary>The signal.</summary>
    public LiveSignal Signal => signal;

    /// <summary>What a client shows to its room is an event of Astro's alone.</summary>
    public override RawJson? Envelope => signal is RoomNotice ? null : base.Envelope;

    /// <inheritdoc/>
    protected override byte[] WriteEnvelope() => WireEvent.Envelope(sessionId, signal);
}

/// <summary>The session as it stood at the last renewal: repairs what lost signals left stale. Not for clients.</summary>
/// <param name="session">The session.</param>
internal sealed class SnapshotMessage(SessionSnapshot session) : FeedMessage
{
    /// <summary>The session.</summary>
    public SessionSnapshot Session => session;
}
