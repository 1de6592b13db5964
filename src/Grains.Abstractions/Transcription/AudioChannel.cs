namespace MeetingIntel.Transcription;

/// <summary>An audio channel of a session and how much of it is on record.</summary>
/// <param name="Name">The channel's name, unique in the session.</param>
/// <param name="Speaker">Who speaks on it; <see langword="null"/> when unknown.</param>
/// <param name="SampleRate">Samples a second of the client's PCM.</param>
/// <param name="AckedOffset">Bytes (mono, 16 bit, at the sample rates they came in) whose outcome is committed.</param>
/// <param name="AckedTime">Seconds on the channel's audio clock that <paramref name="AckedOffset"/> stands for.</param>
/// <param name="Open">Whether more audio is expected.</param>
/// <param name="Delayed">Whether transcription is known to be behind.</param>
/// <param name="Sender">Whose audio it has since it was opened last; <see langword="null"/>: of clients that number its bytes themselves.</param>
/// <param name="OpenedFor">What its clients call <paramref name="Speaker"/>, where people have changed that name; <see langword="null"/>: the same.</param>
[GenerateSerializer, Immutable, Alias("mi.channel")]
public sealed record AudioChannel(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Speaker,
    [property: Id(2)] int SampleRate,
    [property: Id(3)] long AckedOffset,
    [property: Id(4)] double AckedTime,
    [property: Id(5)] bool Open,
    [property: Id(6)] bool Delayed,
    [property: Id(7)] string? Sender = null,
    [property: Id(8)] string? OpenedFor = null);
