using System.Text.Json;
using System.Text.Json.Nodes;
using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>Records of sessions that never were: what is imported is there to the millisecond.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A session that began at noon and was named.</summary>
    public static SessionEventData[] Began(string name = "Weekly") => [new SessionCreated("org_x", "user_x", new SessionDetails(name)), new SessionStarted()];

    public static TranscriptSegmentAdded Said(string id, string text, double start, double end, string? speaker = "Ana", string channel = "mic", params TranscriptWord[] words) =>
        new(new TranscriptSegment(id, channel, speaker, start, end, text, words, null, "scripted", null));

    /// <summary>A record of events a second apart.</summary>
    public static string Record(params IEnumerable<SessionEventData> events) => Tree(events).ToJsonString();

    public static JsonObject Tree(params IEnumerable<SessionEventData> events)
    {
        var entries = new JsonArray([.. events.Select((data, index) => new JsonObject
        {
            ["seq"] = index + 1,
            ["at"] = Noon.AddSeconds(Math.Max(0, index - 1)).ToString("O"),
            ["type"] = SessionEventTypes.NameOf(data),
            ["data"] = JsonNode.Parse(SessionEventTypes.Serialize(data)),
        })]);
        var count = entries.Count;
        return new JsonObject
        {
            ["format"] = "meeting-intel.session",
            ["version"] = 1,
            ["channels"] = JsonSerializer.SerializeToNode(Array.Empty<string>()),
            ["events"] = entries,
            ["complete"] = new JsonObject { ["events"] = count },
        };
    }
}
