namespace MeetingIntel.Transcription;

/// <summary>A channel as its transcription needs to know it.</summary>
/// <param name="Channel">The channel as it stands.</param>
/// <param name="SessionEnded">Whether its session has ended: what is left is finished, and no new audio is expected.</param>
[GenerateSerializer, Immutable, Alias("mi.channel.live")]
public sealed record LiveChannel([property: Id(0)] AudioChannel Channel, [property: Id(1)] bool SessionEnded);
