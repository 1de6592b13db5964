using MeetingIntel.Timeline;

namespace MeetingIntel.Transcription;

/// <summary>A channel was opened for the first time, or again in another format, for another speaker or by another sender.</summary>
/// <param name="Channel">The channel's name, unique in the session.</param>
/// <param name="Speaker">Who speaks on it; <see langword="null"/> when unknown.</param>
/// <param name="SampleRate">Samples a second of the client's PCM.</param>
/// <param name="Sender">Whose audio comes from now on; <see langword="null"/>: of clients that number the channel's bytes themselves.</param>
/// <param name="Offset">Number of the first byte of it: all before have their outcome.</param>
[GenerateSerializer, Immutable, Alias("mi.event.channel.opened")]
public sealed record ChannelOpened(
    [property: Id(0)] string Channel, [property: Id(1)] string? Speaker, [property: Id(2)] int SampleRate, [property: Id(3)] string? Sender = null, [property: Id(4)] long Offset = 0)
    : SessionEventData;

/// <summary>The client said that no more audio will come, and the outcome of all of it is committed.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Duration">Seconds of audio heard on it so far.</param>
[GenerateSerializer, Immutable, Alias("mi.event.channel.closed")]
public sealed record ChannelClosed([property: Id(0)] string Channel, [property: Id(1)] double Duration) : SessionEventData;

/// <summary>Something was said.</summary>
/// <param name="Segment">What.</param>
[GenerateSerializer, Immutable, Alias("mi.event.transcript.segment")]
public sealed record TranscriptSegmentAdded([property: Id(0)] TranscriptSegment Segment) : SessionEventData;

/// <summary>A stretch of audio could not be heard at all; or, of no length, audio breaks off.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Start">Seconds on the channel's own audio clock.</param>
/// <param name="End">Seconds on the channel's own audio clock.</param>
/// <param name="Reason">Stable code, for example <c>provider-failed</c> or <see cref="BrokenOff"/>.</param>
[GenerateSerializer, Immutable, Alias("mi.event.transcript.gap")]
public sealed record TranscriptGap([property: Id(0)] string Channel, [property: Id(1)] double Start, [property: Id(2)] double End, [property: Id(3)] string Reason) : SessionEventData
{
    /// <summary>The reason when a recording is not whole: its file breaks off or is damaged, or whoever sent it or took it in has gone.</summary>
    public const string BrokenOff = "recording-broken-off";

    /// <summary>A recording that is not whole.</summary>
    /// <param name="channel">Its channel.</param>
    /// <param name="at">Seconds on the channel's own audio clock, where it breaks off.</param>
    public static TranscriptGap BreaksOff(string channel, double at) => new(channel, at, at, BrokenOff);
}

/// <summary>Transcription of a channel fell behind: acknowledgements come later, nothing is dropped.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Lag">How long the oldest audio that the recogniser had not heard yet had been waiting, seconds.</param>
[GenerateSerializer, Immutable, Alias("mi.event.transcription.delayed")]
public sealed record TranscriptionDelayed([property: Id(0)] string Channel, [property: Id(1)] double Lag) : SessionEventData;

/// <summary>Transcription of a channel caught up.</summary>
/// <param name="Channel">The channel's name.</param>
[GenerateSerializer, Immutable, Alias("mi.event.transcription.recovered")]
public sealed record TranscriptionRecovered([property: Id(0)] string Channel) : SessionEventData;
