using System.Text.Json;
using System.Text.Json.Serialization;
using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.Live;

/// <summary>A session that a client names, and from where on it wants to hear of it.</summary>
internal sealed record SessionMessage : IClientInput
{
    /// <summary>The session.</summary>
    public string? SessionId { get; init; }

    /// <summary>The newest event that the client has.</summary>
    public long? After { get; init; }

    /// <summary>A status to echo.</summary>
    public string? Status { get; init; }

    /// <summary>Reads Astro's object, or the bare string that its live page sends.</summary>
    /// <param name="payload">What the client sent.</param>
    public static SessionMessage Read(JsonElement payload) =>
        payload.ValueKind == JsonValueKind.String ? new() { SessionId = AboutSession.IdOf(payload) } : HubPayload.Read<SessionMessage>(payload);
}

/// <summary>Which session a message is about, whatever else it holds: for the door, and for methods that need to know no more.</summary>
internal sealed record AboutSession : IClientInput
{
    /// <summary>The session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Reads the session of Astro's object, or the bare string.</summary>
    /// <param name="payload">What the client sent.</param>
    /// <returns><see langword="null"/>: it names none.</returns>
    public static string? IdOf(JsonElement payload) =>
        (payload.TryText(out var text) ? text : HubPayload.Read<AboutSession>(payload).SessionId) is { Length: > 0 } id ? id : null;
}

/// <summary>A piece of audio.</summary>
internal sealed record AudioChunkMessage : IClientInput
{
    /// <summary>The session.</summary>
    public string? SessionId { get; init; }

    /// <summary>PCM as base64.</summary>
    public string? Audio { get; init; }

    /// <summary>The same under its other name.</summary>
    public string? AudioData { get; init; }

    /// <summary>Samples a second; 16000 when absent.</summary>
    public int? SampleRate { get; init; }

    /// <summary>The channel's name; one of the connection's own when absent.</summary>
    public string? Channel { get; init; }

    /// <summary>Who speaks.</summary>
    public string? Speaker { get; init; }
}

/// <summary>A line that was transcribed elsewhere.</summary>
internal sealed record TranscriptLineMessage : IClientInput
{
    /// <summary>The session.</summary>
    public string? SessionId { get; init; }

    /// <summary>What was said.</summary>
    public string? Transcript { get; init; }

    /// <summary>Who said it: a name, or a number, as recognisers tell voices apart.</summary>
    public JsonElement? Speaker { get; init; }

    /// <summary>0…1.</summary>
    public double? Confidence { get; init; }

    /// <summary>Whether it stands, as a Boolean or its name; otherwise it is only shown.</summary>
    public JsonElement? IsFinal { get; init; }

    /// <summary>Who said it; <see langword="null"/>: nobody whom the client could name.</summary>
    [JsonIgnore]
    public string? SpeakerName =>
        Speaker is not { } speaker ? null
        : speaker.ValueKind == JsonValueKind.Number ? speaker.GetRawText()
        : speaker.TryText(out var name) && !string.IsNullOrWhiteSpace(name) ? name
        : null;

    /// <summary>Whether it stands.</summary>
    [JsonIgnore]
    public bool Stands => IsFinal is { } isFinal && (isFinal.ValueKind == JsonValueKind.True || (isFinal.TryText(out var text) && bool.TryParse(text, out var stands) && stands));
}

/// <summary>An insight that the client produced.</summary>
internal sealed record InsightMessage : IClientInput
{
    /// <summary>The session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Whatever it is.</summary>
    public JsonElement? Insight { get; init; }

    /// <summary>The client's own kind.</summary>
    public string? Type { get; init; }
}

/// <summary>A token with which a meeting's client acts at Salesforce.</summary>
internal sealed record SessionTokenMessage : IClientInput
{
    /// <summary>The session.</summary>
    public string? SessionId { get; init; }

    /// <summary>The token.</summary>
    public string? AccessToken { get; init; }
}

/// <summary>A summary that the client wrote.</summary>
internal sealed record SummaryMessage : IClientInput
{
    /// <summary>The session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Whatever it is.</summary>
    public JsonElement? SummaryData { get; init; }
}

/// <summary>Something that went wrong at the client.</summary>
internal sealed record ClientErrorMessage : IClientInput
{
    /// <summary>The session, if it concerns one.</summary>
    public string? SessionId { get; init; }

    /// <summary>What.</summary>
    public string? Message { get; init; }
}

/// <summary>Reads what hub clients send.</summary>
internal static class HubPayload
{
    /// <summary>Reads a payload; what can't be read is as good as empty, and the check of its fields says so.</summary>
    /// <typeparam name="T">What is due.</typeparam>
    /// <param name="payload">What the client sent.</param>
    public static T Read<T>(JsonElement payload)
        where T : IClientInput, new()
    {
        try
        {
            return payload.ValueKind == JsonValueKind.Object ? payload.Deserialize<T>(ApiJson.Options) ?? new() : new();
        }
        catch (JsonException)
        {
            return new();
        }
    }
}
