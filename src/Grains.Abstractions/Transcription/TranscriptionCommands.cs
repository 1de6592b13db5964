namespace MeetingIntel.Transcription;

/// <summary>Opens a channel of a session for audio.</summary>
/// <param name="Channel">The channel's name: 1 to 64 letters, digits, <c>-</c>, <c>_</c> or <c>.</c>.</param>
/// <param name="Speaker">Who speaks on it; <see langword="null"/> keeps what is known.</param>
/// <param name="SampleRate">One of <see cref="SampleRates.All"/>.</param>
/// <param name="Sender">Who sends; <see langword="null"/>: clients that number the channel's bytes themselves.</param>
/// <param name="Offset">The first byte that the sender can send; <see langword="null"/>: what comes is new.</param>
/// <param name="IsQuiet">Whether whoever sends on it is known to have been silent for so long that others may.</param>
[GenerateSerializer, Immutable, Alias("mi.channel.open")]
public sealed record OpenChannel(
    [property: Id(0)] string Channel, [property: Id(1)] string? Speaker, [property: Id(2)] int SampleRate, [property: Id(3)] string? Sender = null, [property: Id(4)] long? Offset = null,
    [property: Id(5)] bool IsQuiet = true);

/// <summary>Commits the outcome of the audio from <paramref name="FromOffset"/> to <paramref name="ToOffset"/> of a channel.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="FromOffset">Byte after the last one whose outcome is committed.</param>
/// <param name="ToOffset">Byte after the last one that this outcome covers.</param>
/// <param name="ToTime">Seconds on the channel's audio clock that <paramref name="ToOffset"/> stands for.</param>
/// <param name="Segments">What was said in the stretch; empty for silence.</param>
/// <param name="Gaps">What could not be heard in it.</param>
/// <param name="Close">Whether the client said that no more audio will come.</param>
[GenerateSerializer, Immutable, Alias("mi.outcome")]
public sealed record CommitOutcome(
    [property: Id(0)] string Channel,
    [property: Id(1)] long FromOffset,
    [property: Id(2)] long ToOffset,
    [property: Id(3)] double ToTime,
    [property: Id(4)] IReadOnlyList<TranscriptSegment> Segments,
    [property: Id(5)] IReadOnlyList<TranscriptGap> Gaps,
    [property: Id(6)] bool Close);

/// <summary>Adds a line that was transcribed elsewhere.</summary>
/// <param name="OperationId">The same id again returns the segment that stands, instead of a second one.</param>
/// <param name="Text">What was said; not empty.</param>
/// <param name="Speaker">Who said it.</param>
/// <param name="Confidence">0…1.</param>
[GenerateSerializer, Immutable, Alias("mi.line.add")]
public sealed record AddTranscriptLine([property: Id(0)] string OperationId, [property: Id(1)] string Text, [property: Id(2)] string? Speaker, [property: Id(3)] double? Confidence);

/// <summary>Says how far a channel's transcription is behind.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Lag">How long the oldest audio that the recogniser has not heard yet has been waiting, seconds.</param>
/// <param name="Delayed">Whether that counts as behind.</param>
[GenerateSerializer, Immutable, Alias("mi.delay")]
public sealed record ReportDelay([property: Id(0)] string Channel, [property: Id(1)] double Lag, [property: Id(2)] bool Delayed);
