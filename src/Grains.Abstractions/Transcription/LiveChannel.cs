namespace MeetingIntel.Transcription;

/// <summary>A channel as its transcription needs to know it.</summary>
/// <param name="Channel">The channel as it stands.</param>
/// <param name="SessionEnded">Whether its session has ended: what is left is finished, and no new audio is expected.</param>
/// <param name="Stream">Namespace of the stream that its audio is to be sent on; <see langword="null"/>: <see cref="StreamNames.Audio"/>.</param>
/// <param name="KeptFor">The organisation whose audio it is, where the session says that audio is kept; else <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("mi.channel.live")]
public sealed record LiveChannel([property: Id(0)] AudioChannel Channel, [property: Id(1)] bool SessionEnded, [property: Id(2)] string? Stream = null, [property: Id(3)] string? KeptFor = null);
