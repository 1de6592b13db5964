using System.Globalization;
using System.Text.Json;
using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.CloudTarget;

/// <summary>What a capture program sends, in any of the forms that CloudTarget's server took over time. What makes no sense says nothing, and never ends a call.</summary>
/// <param name="Pcm">16-bit PCM, in order, of any length; empty: none.</param>
/// <param name="SampleRate">What it says of the format; 0: what is no number; <see langword="null"/>: nothing.</param>
/// <param name="Channels">The same.</param>
/// <param name="Form">How it came.</param>
internal sealed record CloudTargetMessage(ReadOnlyMemory<byte> Pcm, int? SampleRate, int? Channels, CloudTargetForm Form)
{
    /// <summary>Something that says nothing.</summary>
    public static CloudTargetMessage None { get; } = new(default, null, null, CloudTargetForm.Json);

    private const int TelephonyRate = 8000;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>Whether it says something of the format, and holds no audio.</summary>
    public bool IsConfiguration => Form == CloudTargetForm.Json && Pcm.IsEmpty && (SampleRate ?? Channels) is not null;

    /// <summary>Reads a message.</summary>
    /// <param name="message">What came.</param>
    /// <param name="isText">Whether it came as text. JSON in bytes is read like text.</param>
    public static CloudTargetMessage Read(ReadOnlyMemory<byte> message, bool isText)
    {
        // Sound may begin with any byte, a brace among them: only what is JSON to its end is read as JSON.
        if (ReadJson(message) is { } json)
        {
            return json;
        }

        return isText ? None
            : WavHeader.TryRead(message, out var wav) ? new(wav.Pcm, wav.SampleRate, wav.Channels, CloudTargetForm.Wav)
            : new(message, null, null, CloudTargetForm.Raw);
    }

    /// <returns><see langword="null"/>: it is no object.</returns>
    private static CloudTargetMessage? ReadJson(ReadOnlyMemory<byte> message)
    {
        message = message.Span.StartsWith(ByteOrderMark) ? message[ByteOrderMark.Length..] : message;
        var start = message.Span.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0 || message.Span[start] != (byte)'{')
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = ApiJson.MaxDepth });
            return ReadFields(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static CloudTargetMessage ReadFields(JsonElement fields)
    {
        // A name of an event beside the audio is one more key that says nothing.
        if (fields.Text("event") is { } name && fields.Field("audio_data") is null)
        {
            return name == "media" && fields.Field("media") is { ValueKind: JsonValueKind.Object } media ? ReadTelephony(media.Text("payload")) : None;
        }

        if (fields.Field("audio_data") is null)
        {
            return new(default, Number(fields, "sample_rate"), Number(fields, "channels"), CloudTargetForm.Json);
        }

        // Without sound that can be read it says nothing: whoever tells a format sends no sound beside it.
        return ReadBase64(fields.Text("audio_data")) is { IsEmpty: false } pcm ? new(pcm, Number(fields, "sample_rate"), Number(fields, "channels"), CloudTargetForm.Json) : None;
    }

    /// <summary>A payload of nothing but slashes is silence in µ-law, which is left out, as CloudTarget does.</summary>
    private static CloudTargetMessage ReadTelephony(string? payload) =>
        payload is not null && payload.AsSpan().ContainsAnyExcept('/') && ReadBase64(payload) is { IsEmpty: false } audio ? new(MuLaw.Decode(audio.Span), TelephonyRate, 1, CloudTargetForm.Json) : None;

    private static ReadOnlyMemory<byte> ReadBase64(string? text)
    {
        var bytes = new byte[(text?.Length ?? 0) / 4 * 3];
        return Convert.TryFromBase64String(text ?? "", bytes, out var length) ? bytes.AsMemory(0, length) : default;
    }

    /// <summary>Also as capture programs come by it: 44100.0 from a sound library, "44100" from a form.</summary>
    /// <returns><see langword="null"/>: nothing is said; 0: nothing that could be heard, which is no reason to guess.</returns>
    private static int? Number(JsonElement fields, string name)
    {
        if (fields.Field(name) is not { ValueKind: not JsonValueKind.Null } value)
        {
            return null;
        }

        var number = 0.0;
        var isNumber = value.ValueKind == JsonValueKind.Number ? value.TryGetDouble(out number) : double.TryParse(value.TryText(out var text) ? text : null, CultureInfo.InvariantCulture, out number);
        return isNumber && double.IsInteger(number) && number is > 0 and <= int.MaxValue ? (int)number : 0;
    }
}

/// <summary>How a capture program's message came.</summary>
internal enum CloudTargetForm
{
    /// <summary>JSON, as text or as bytes.</summary>
    Json,

    /// <summary>A WAV file.</summary>
    Wav,

    /// <summary>Bytes of sound and nothing else.</summary>
    Raw,
}
