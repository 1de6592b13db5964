using System.Text.Json;
using MeetingIntel.Api.Json;
using MeetingIntel.Sessions;

namespace MeetingIntel.Api.Sessions;

/// <summary>ASTRA's way to make a session: it is live at once.</summary>
internal sealed record CreateSessionRequest : IClientInput
{
    /// <summary>Title; required, may be empty.</summary>
    public string? Name { get; init; }

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>Whether its audio is kept; as the server is set unless given.</summary>
    public bool? Record { get; init; }

    /// <summary>What the session is.</summary>
    /// <param name="name">The name as it is kept.</param>
    public SessionDetails ToDetails(string name) => new(name, Description, Type: "meeting");
}

/// <summary>Astro's way to make a session: it waits for its start.</summary>
internal sealed record CreateMeetingRequest : IClientInput
{
    /// <summary>Kind of session as the client names it.</summary>
    public string? Type { get; init; }

    /// <summary>The client's own JSON object.</summary>
    public JsonElement? MeetingInfo { get; init; }

    /// <summary>What the meeting is for.</summary>
    public string? MeetingBrief { get; init; }

    /// <summary>What is known of the competition.</summary>
    public string? CompetitiveIntelligence { get; init; }

    /// <summary>What the assistant may do.</summary>
    public string? AgentCapabilities { get; init; }

    /// <summary>Whether its audio is kept; as the server is set unless given.</summary>
    public bool? Record { get; init; }

    /// <summary>Whether <see cref="MeetingInfo"/> is an object, or absent.</summary>
    public bool HasUsableInfo => MeetingInfo is null or { ValueKind: JsonValueKind.Object or JsonValueKind.Null };

    /// <summary>What the session is.</summary>
    public SessionDetails ToDetails()
    {
        var info = MeetingInfo is { ValueKind: JsonValueKind.Object } given ? given : default(JsonElement?);
        return new(
            Name: Title(info),
            Type: string.IsNullOrEmpty(Type) ? "manual" : Type,
            MeetingInfo: info?.GetRawText() ?? "{}",
            MeetingBrief: MeetingBrief ?? "",
            CompetitiveIntelligence: CompetitiveIntelligence ?? "",
            AgentCapabilities: AgentCapabilities ?? "");
    }

    /// <summary>The client's object is kept as it is, also with half a character in it, which makes no name.</summary>
    private static string Title(JsonElement? info)
    {
        foreach (var field in (ReadOnlySpan<string>)["title", "event_title", "eventTitle"])
        {
            if (info?.Text(field) is { Length: > 0 } text)
            {
                return SessionName.Of(text);
            }
        }

        return "";
    }
}

/// <summary>Changes a session; what is absent or null stays.</summary>
internal sealed record UpdateSessionRequest : IClientInput
{
    /// <summary>New title.</summary>
    public string? Name { get; init; }

    /// <summary>New description.</summary>
    public string? Description { get; init; }

    /// <summary><c>active</c> or <c>ended</c>.</summary>
    public SessionStatus? Status { get; init; }

    /// <summary>Whether its audio is kept from now on; not for a session that has ended.</summary>
    public bool? Record { get; init; }
}
