using System.Text.Json.Serialization;

namespace MeetingIntel.Sessions;

/// <summary>What people say a session is.</summary>
/// <param name="Name">Title; may be empty.</param>
/// <param name="Description">Free text, or <see langword="null"/>.</param>
/// <param name="Type">Kind of session as the client names it: <c>manual</c>, <c>calendar</c>, <c>meeting</c> …</param>
/// <param name="MeetingInfo">The client's own JSON object about the meeting (title, participants, event id), as text; <c>{}</c> when there is none.</param>
/// <param name="MeetingBrief">What the meeting is for; may be empty.</param>
/// <param name="CompetitiveIntelligence">What is known of the competition; may be empty.</param>
/// <param name="AgentCapabilities">What the assistant may do; may be empty.</param>
/// <param name="Record">Whether the audio itself is kept, and not only what was said.</param>
[GenerateSerializer, Immutable, Alias("mi.session.details")]
public sealed record SessionDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Description = null,
    [property: Id(2)] string Type = "manual",
    [property: Id(3)] string MeetingInfo = "{}",
    [property: Id(4)] string MeetingBrief = "",
    [property: Id(5)] string CompetitiveIntelligence = "",
    [property: Id(6)] string AgentCapabilities = "",
    [property: Id(7)] [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Record = false)
{
    /// <summary>The type of a session that was made for one recording.</summary>
    public const string Recording = "upload";
}
