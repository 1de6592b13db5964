namespace MeetingIntel.Transcription;

/// <summary>An item of the <see cref="StreamNames.Transcript"/> stream.</summary>
/// <param name="Seq">The sequence number of the event it comes from.</param>
/// <param name="After">The sequence number of the session's segment or correction before this item, 0 when it is the first, -1 when unknown; a receiver that has not got that one reads the store.</param>
/// <param name="Segment">What was said; <see langword="null"/> when the item only says that the session's status changed, or that what was said before was corrected.</param>
/// <param name="Ended">Whether the session has ended and all of its audio has its outcome: nothing more will be said.</param>
/// <param name="Trace">The recorded span that committed it (W3C <c>traceparent</c>), if any.</param>
/// <param name="Corrects">Whether what was said before is another now, and has to be read again.</param>
[GenerateSerializer, Immutable, Alias("mi.transcript.item")]
public sealed record TranscriptItem(
    [property: Id(0)] long Seq, [property: Id(1)] long After, [property: Id(2)] TranscriptSegment? Segment, [property: Id(3)] bool Ended, [property: Id(4)] string? Trace = null,
    [property: Id(5)] bool Corrects = false);
