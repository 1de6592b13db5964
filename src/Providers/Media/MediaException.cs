namespace MeetingIntel.Providers.Media;

/// <summary>A media file could not be decoded.</summary>
/// <param name="code">One of <see cref="MediaErrors"/>.</param>
/// <param name="message">One clear sentence for the one who sent the file.</param>
/// <param name="inner">The cause.</param>
public sealed class MediaException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Stable code, one of <see cref="MediaErrors"/>.</summary>
    public string Code { get; } = code;
}

/// <summary>What can be wrong with a media file.</summary>
public static class MediaErrors
{
    /// <summary>No bytes, or a container without a single sample.</summary>
    public const string Empty = "audio.empty";

    /// <summary>It breaks off: before the first sample, or before as much audio as it says.</summary>
    public const string Truncated = "audio.truncated";

    /// <summary>Not a file of a known format with an audio track.</summary>
    public const string NotAudio = "audio.not-audio";

    /// <summary>Parts of it can't be decoded.</summary>
    public const string Damaged = "audio.damaged";

    /// <summary>More bytes than allowed.</summary>
    public const string TooLarge = "audio.too-large";

    /// <summary>More audio than allowed.</summary>
    public const string TooLong = "audio.too-long";

    /// <summary>As many files lie on the disk as may; nothing is wrong with this one.</summary>
    public const string Busy = "upload.busy";

    /// <summary>The decoder failed or hung.</summary>
    public const string DecoderFailed = "audio.decoder-failed";

    /// <summary>No decoder is installed here.</summary>
    public const string DecoderMissing = "audio.decoder-missing";
}
