using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.Transcription.Uploads;

/// <summary>One of Astro's audio chunks: the fields of its socket's <c>audio_chunk</c>.</summary>
internal sealed record AudioJsonRequest : IClientInput
{
    /// <summary>The session; one of its own when absent.</summary>
    public string? SessionId { get; init; }

    /// <summary>Base64 of 16-bit mono PCM, or of a WAV or another audio file.</summary>
    public string? Audio { get; init; }

    /// <summary>The same under its other name.</summary>
    public string? AudioData { get; init; }

    /// <summary>Samples a second of PCM; 16000 when absent.</summary>
    public int? SampleRate { get; init; }

    /// <summary>The channel's name.</summary>
    public string? Channel { get; init; }

    /// <summary>Who speaks.</summary>
    public string? Speaker { get; init; }

    /// <summary>The audio, under whichever name.</summary>
    public string? Base64 => string.IsNullOrEmpty(Audio) ? AudioData : Audio;
}
