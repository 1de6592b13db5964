namespace MeetingIntel.Transcription;

/// <summary>Live, but not record: never stored, may be lost, the next one replaces it.</summary>
/// <param name="Channel">The audio channel it is about.</param>
[GenerateSerializer, Immutable, Alias("mi.signal")]
public abstract record LiveSignal([property: Id(0)] string Channel);

/// <summary>What somebody seems to be saying.</summary>
/// <param name="Channel">The audio channel.</param>
/// <param name="Speaker">Who speaks on it; <see langword="null"/> when unknown.</param>
/// <param name="Text">The words so far of the sentence being spoken; empty when it turned out to be nothing.</param>
/// <param name="Start">Seconds on the channel's own audio clock.</param>
/// <param name="End">Seconds on the channel's own audio clock.</param>
/// <param name="Confidence">0…1; <see langword="null"/> when whoever transcribes does not say.</param>
[GenerateSerializer, Immutable, Alias("mi.signal.partial")]
public sealed record PartialTranscript(
    string Channel, [property: Id(0)] string? Speaker, [property: Id(1)] string Text, [property: Id(2)] double Start, [property: Id(3)] double End, [property: Id(4)] double? Confidence = null)
    : LiveSignal(Channel);

/// <summary>What a client shows to everybody who watches the session; it changes nothing.</summary>
/// <param name="Channel">The kind of notice; the newest of a kind replaces the one before.</param>
/// <param name="Status">What it says.</param>
/// <param name="At">When it was shown.</param>
[GenerateSerializer, Immutable, Alias("mi.signal.notice")]
public sealed record RoomNotice(string Channel, [property: Id(0)] string Status, [property: Id(1)] DateTimeOffset At)
    : LiveSignal(Channel)
{
    /// <summary>A status that a client gave the meeting.</summary>
    public const string SessionStatus = "session_status_update";

    /// <summary>Audio came over the hub.</summary>
    public const string AudioProcessing = "audio_processing";

    /// <summary>Something went wrong at a client, in its words.</summary>
    public const string ErrorBroadcast = "error_broadcast";
}

/// <summary>How far a channel is.</summary>
/// <param name="Channel">The audio channel.</param>
/// <param name="Connection">The connection whose audio is being heard; an older connection that reads another id here has been superseded.</param>
/// <param name="ReceivedOffset">Bytes received (mono, 16 bit).</param>
/// <param name="AckedOffset">Bytes whose outcome is committed.</param>
/// <param name="Lag">How long the oldest audio that the recogniser has not heard yet has been waiting, seconds.</param>
/// <param name="AckLag">How long the oldest audio without a committed outcome has been waiting, seconds. A sentence has none before it ends.</param>
/// <param name="Level">Loudness of the newest audio, dBFS (-90 … 0).</param>
/// <param name="Fault">Set when the connection must be closed: <see cref="Resend"/>.</param>
[GenerateSerializer, Immutable, Alias("mi.signal.progress")]
public sealed record ChannelProgress(
    string Channel,
    [property: Id(0)] string Connection,
    [property: Id(1)] long ReceivedOffset,
    [property: Id(2)] long AckedOffset,
    [property: Id(3)] double Lag,
    [property: Id(4)] double AckLag,
    [property: Id(5)] double Level,
    [property: Id(6)] string? Fault)
    : LiveSignal(Channel)
{
    /// <summary>The fault of a connection whose client must send again from what is committed.</summary>
    public const string Resend = "audio.resend";
}
