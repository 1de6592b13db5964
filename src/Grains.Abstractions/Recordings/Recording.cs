namespace MeetingIntel.Recordings;

/// <summary>Audio of a channel that was kept, from the first byte after it was opened to its close: second <c>t</c> of the file is second <c>Start + t</c> on the channel's clock.</summary>
/// <param name="Id">Its id, <c>rec_…</c>.</param>
/// <param name="Channel">The channel.</param>
/// <param name="FromOffset">Number of its first byte in the channel's audio.</param>
/// <param name="ToOffset">The byte after its last.</param>
/// <param name="Start">Seconds on the channel's audio clock where it begins.</param>
/// <param name="End">Seconds on the channel's audio clock where it ends.</param>
/// <param name="Bytes">How large the file is.</param>
/// <param name="Codec">How it is encoded: <c>opus</c>, in Ogg.</param>
/// <param name="Sha256">Of the file, in hexadecimal digits.</param>
[GenerateSerializer, Immutable, Alias("mi.recording")]
public sealed record Recording(
    [property: Id(0)] string Id,
    [property: Id(1)] string Channel,
    [property: Id(2)] long FromOffset,
    [property: Id(3)] long ToOffset,
    [property: Id(4)] double Start,
    [property: Id(5)] double End,
    [property: Id(6)] long Bytes,
    [property: Id(7)] string Codec,
    [property: Id(8)] string Sha256);
