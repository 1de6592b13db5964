using System.Text.Json;
using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.CloudTarget;

/// <summary>What a capture program sends, in any of the forms that CloudTarget's server took over time. What makes no sense says nothing, and never ends a call.</summary>
/// <param name="Pcm">16-bit PCM, in order, of any length; empty: none.</param>
/// <param name="SampleRate">What it says of the format; <see langword="null"/>: nothing.</param>
/// <param name="Channels">The same.</param>
internal sealed record CloudTargetMessage(ReadOnlyMemory<byte> Pcm, int? SampleRate, int? Channels)
{
    /// <summary>Something that says nothing.</summary>
    public static CloudTargetMessage None { get; } = new(default, null, null);

    private const int TelephonyRate = 8000;

    /// <summary>Whether it says something of the format, and holds no audio.</summary>
    public bool IsConfiguration => Pcm.IsEmpty && (SampleRate ?? Channels) is not null;

    /// <summary>Reads a message.</summary>
    /// <param name="message">What came.</param>
    /// <param name="isText">Whether it came as text. JSON in bytes is read like text.</param>
    public static CloudTargetMessage Read(ReadOnlyMemory<byte> message, bool isText)
    {
        var start = message.Span.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0)
        {
            return None;
        }

        if (isText || (message.Span[start] == (byte)'{' && IsJson(message)))
        {
            return ReadJson(message);
        }

        return WavHeader.TryRead(message, out var wav) ? new(wav.Pcm, wav.SampleRate, wav.Channels) : new(message, null, null);
    }

    private static bool IsJson(ReadOnlyMemory<byte> message)
    {
        var reader = new Utf8JsonReader(message.Span);
        try
        {
            return reader.TrySkip() || reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static CloudTargetMessage ReadJson(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = ApiJson.MaxDepth });
            return document.RootElement is { ValueKind: JsonValueKind.Object } fields ? ReadFields(fields) : None;
        }
        catch (JsonException)
        {
            return None;
        }
    }

    private static CloudTargetMessage ReadFields(JsonElement fields)
    {
        if (fields.Text("event") is { } name)
        {
            return name == "media" && fields.TryGetProperty("media", out var media) && media.ValueKind == JsonValueKind.Object ? ReadTelephony(media.Text("payload")) : None;
        }

        return new(ReadBase64(fields.Text("audio_data")), Number(fields, "sample_rate"), Number(fields, "channels"));
    }

    /// <summary>A payload of nothing but slashes is silence in µ-law, which is left out, as CloudTarget does.</summary>
    private static CloudTargetMessage ReadTelephony(string? payload) =>
        payload is not null && payload.AsSpan().ContainsAnyExcept('/') && ReadBase64(payload) is { IsEmpty: false } audio ? new(MuLaw.Decode(audio.Span), TelephonyRate, 1) : None;

    private static ReadOnlyMemory<byte> ReadBase64(string? text)
    {
        var bytes = new byte[(text?.Length ?? 0) / 4 * 3];
        return Convert.TryFromBase64String(text ?? "", bytes, out var length) ? bytes.AsMemory(0, length) : default;
    }

    private static int? Number(JsonElement fields, string name) =>
        fields.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 ? number : null;
}
