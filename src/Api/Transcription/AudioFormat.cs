using System.Globalization;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>What a client's PCM is, and where it belongs: one channel of the session, or two for stereo.</summary>
/// <param name="Channel">The channel's name; stereo goes to <c>name.left</c> and <c>name.right</c>.</param>
/// <param name="Speaker">Who speaks; for stereo two names with a comma between them, left first. <see langword="null"/>: unknown.</param>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Channels">1 or 2.</param>
internal sealed record AudioFormat(string Channel, string? Speaker, int SampleRate, int Channels)
{
    /// <summary>The channel of a client that names none.</summary>
    public const string DefaultChannel = "mic";

    /// <summary>The rate of a client that names none.</summary>
    public const int DefaultSampleRate = 16_000;

    /// <summary>The session's rules allow 64; <c>.left</c> and <c>.right</c> need room. They decide on the name that comes of it.</summary>
    private const int MaxChannelName = 64 - 6;
    private const int MaxSpeaker = 200;
    private const string TextChannel = "external";

    /// <summary>Bytes of one sample of all channels.</summary>
    public int BlockSize => 2 * Channels;

    /// <summary>Bytes of one second.</summary>
    public int BytesPerSecond => BlockSize * SampleRate;

    /// <summary>The session's channels that the audio goes to, with their speakers; left first.</summary>
    public IReadOnlyList<(string Channel, string? Speaker)> Lanes
    {
        get
        {
            if (Channels == 1)
            {
                return [(Channel, Speaker)];
            }

            var names = Speaker?.Split(',', 2, StringSplitOptions.TrimEntries) ?? [];
            return [($"{Channel}.left", NameAt(names, 0)), ($"{Channel}.right", NameAt(names, 1))];
        }
    }

    /// <summary>The names of these channels.</summary>
    public IReadOnlySet<string> LaneNames => Lanes.Select(lane => lane.Channel).ToHashSet(StringComparer.Ordinal);

    /// <summary>Checks what a client says of its audio.</summary>
    /// <param name="channel">The channel's name; <see langword="null"/> for the default.</param>
    /// <param name="speaker">Who speaks.</param>
    /// <param name="encoding">Must be <c>linear16</c> or <see langword="null"/>.</param>
    /// <param name="sampleRate">A number; <see langword="null"/> for the default.</param>
    /// <param name="channels">A number; <see langword="null"/> for one.</param>
    /// <returns>The format; or <c>audio.bad-channel-name</c>, <c>audio.unsupported-encoding</c>, <c>audio.unsupported-rate</c>, <c>audio.unsupported-channels</c>, <c>audio.bad-speaker</c>.</returns>
    public static GrainResult<AudioFormat> Create(string? channel, string? speaker, string? encoding, string? sampleRate, string? channels)
    {
        channel ??= DefaultChannel;
        if (!IsName(channel))
        {
            return AudioErrors.BadChannelName;
        }

        if (encoding is not (null or "linear16"))
        {
            return AudioErrors.UnsupportedEncoding;
        }

        var rate = Number(sampleRate, DefaultSampleRate);
        if (!SampleRates.All.Contains(rate))
        {
            return AudioErrors.UnsupportedRate;
        }

        var count = Number(channels, 1);
        if (count is not (1 or 2))
        {
            return AudioErrors.UnsupportedChannels;
        }

        if (speaker is not null && (speaker.Length > MaxSpeaker || speaker.Any(char.IsControl)))
        {
            return AudioErrors.BadSpeaker;
        }

        return new AudioFormat(channel, string.IsNullOrWhiteSpace(speaker) ? null : speaker.Trim(), rate, count);
    }

    private static bool IsName(string channel) =>
        channel.Length is > 0 and <= MaxChannelName
        && channel.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && !string.Equals(channel, TextChannel, StringComparison.Ordinal);

    private static int Number(string? text, int fallback) =>
        text is null ? fallback : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static string? NameAt(string[] names, int index) => index < names.Length && names[index].Length > 0 ? names[index] : null;
}
