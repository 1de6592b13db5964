using MeetingIntel.Timeline;

namespace MeetingIntel.Recordings;

/// <summary>Audio that was kept can be listened to.</summary>
/// <param name="Recording">Which.</param>
[GenerateSerializer, Immutable, Alias("mi.event.recording.available")]
public sealed record RecordingAvailable([property: Id(0)] Recording Recording) : SessionEventData;

/// <summary>The session's audio takes as much as it may: on no channel it is kept any more, until people say again that it is to be.</summary>
/// <param name="Channel">The channel for whose audio there was no room.</param>
/// <param name="From">Seconds on that channel's audio clock; what comes from there on is transcribed, and not kept.</param>
/// <param name="Limit">So many bytes it may take.</param>
[GenerateSerializer, Immutable, Alias("mi.event.recording.full")]
public sealed record RecordingFull([property: Id(0)] string Channel, [property: Id(1)] double From, [property: Id(2)] long Limit) : SessionEventData;
