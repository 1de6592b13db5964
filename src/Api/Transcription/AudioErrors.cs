using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>What can be wrong with audio that a client sends.</summary>
internal static class AudioErrors
{
    /// <summary>The channel can't have this name.</summary>
    public static GrainError BadChannelName { get; } = Invalid(
        "audio.bad-channel-name",
        "A channel's name has 1 to 58 letters, digits, '-', '_' or '.', and is not 'external'.");

    /// <summary>Not PCM.</summary>
    public static GrainError UnsupportedEncoding { get; } = Invalid("audio.unsupported-encoding", "The encoding must be linear16: 16-bit signed little-endian PCM.");

    /// <summary>Not a rate we take.</summary>
    public static GrainError UnsupportedRate { get; } = Invalid("audio.unsupported-rate", $"The sample rate must be one of {string.Join(", ", SampleRates.All)}.");

    /// <summary>Neither mono nor stereo.</summary>
    public static GrainError UnsupportedChannels { get; } = Invalid("audio.unsupported-channels", "The number of channels must be 1 or 2.");

    /// <summary>A speaker's name that is none.</summary>
    public static GrainError BadSpeaker { get; } = Invalid("audio.bad-speaker", "A speaker's name has at most 200 characters and no control characters.");

    /// <summary>An offset that is none.</summary>
    public static GrainError BadOffset { get; } = Invalid("audio.bad-offset", "The offset must be a number of bytes from 0 on that lies between two samples.");

    /// <summary>A frame that is too long.</summary>
    public static GrainError FrameTooLarge { get; } = new(GrainErrorKind.TooLarge, "audio.frame-too-large", "An audio frame must not be larger than 64 KiB.");

    /// <summary>A frame that ends in the middle of a sample.</summary>
    public static GrainError Misaligned { get; } = Invalid("audio.misaligned", "An audio frame must hold whole samples of all channels.");

    /// <summary>Text that means nothing.</summary>
    public static GrainError UnexpectedText { get; } = Invalid(
        "audio.unexpected-text",
        "Audio is sent in binary frames; the only texts are {\"type\":\"finalize\"} and {\"type\":\"stop\"}.");

    /// <summary>Audio that comes after its end.</summary>
    public static GrainError AfterStop { get; } = Invalid("audio.after-stop", "The client said stop and then sent more audio; connect again to go on.");

    /// <summary>A newer connection sends on the same channel.</summary>
    public static GrainError Superseded { get; } = new(GrainErrorKind.Conflict, OpenAudio.Superseded, "A newer connection sends audio on this channel.");

    /// <summary>Nothing is opened for a client any more that has gone; nobody hears this but the log.</summary>
    public static GrainError ClientGone { get; } = new(GrainErrorKind.Conflict, "audio.client-gone", "The client that sent this has gone, and may speak elsewhere.");

    /// <summary>No more audio is taken.</summary>
    public static GrainError Ended { get; } = new(GrainErrorKind.Conflict, "session.ended", "The session has ended; what was received before is on record.");

    /// <summary>The two channels of a stereo stream can't be joined.</summary>
    public static GrainError ChannelsApart { get; } = new(
        GrainErrorKind.Conflict,
        "audio.channels-apart",
        "The two channels of this stereo stream have come too far apart; use another channel name.");

    /// <summary>The audio must be sent again from the last acknowledgement.</summary>
    public static GrainError Resend { get; } = new(
        GrainErrorKind.Unavailable, ChannelProgress.Resend, "The server lost what it had not yet acknowledged; connect again and send from the last acknowledgement.");

    private static GrainError Invalid(string code, string message) => new(GrainErrorKind.Validation, code, message);
}
