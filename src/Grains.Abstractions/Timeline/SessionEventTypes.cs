using System.Collections.Frozen;
using System.Text.Json;
using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.SttTasks;
using MeetingIntel.Telemetry;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Timeline;

/// <summary>The closed list of events, their names, and their JSON: the one place that ties a name in the journal to a shape in code.</summary>
public static class SessionEventTypes
{
    private static readonly FrozenDictionary<string, Type> ByName = new Dictionary<string, Type>(StringComparer.Ordinal)
    {
        ["session.created"] = typeof(SessionCreated),
        ["session.updated"] = typeof(SessionUpdated),
        ["session.started"] = typeof(SessionStarted),
        ["session.ended"] = typeof(SessionEnded),
        ["channel.opened"] = typeof(ChannelOpened),
        ["channel.closed"] = typeof(ChannelClosed),
        ["transcript.segment"] = typeof(TranscriptSegmentAdded),
        ["transcript.gap"] = typeof(TranscriptGap),
        ["transcription.delayed"] = typeof(TranscriptionDelayed),
        ["transcription.recovered"] = typeof(TranscriptionRecovered),
        ["insight.updated"] = typeof(InsightsUpdated),
        ["insight.received"] = typeof(InsightReceived),
        ["note.created"] = typeof(NoteCreated),
        ["note.updated"] = typeof(NoteUpdated),
        ["note.deleted"] = typeof(NoteDeleted),
        ["stt.task.created"] = typeof(SttTaskCreated),
        ["stt.task.done"] = typeof(SttTaskDone),
        ["error.occurred"] = typeof(SttTaskFailed),
        ["telemetry.limit"] = typeof(TelemetryLimitCrossed),
        ["transcript.corrected"] = typeof(TranscriptCorrected),
        ["speaker.renamed"] = typeof(SpeakerRenamed),
        ["recording.available"] = typeof(RecordingAvailable),
        ["recording.full"] = typeof(RecordingFull),
        ["transcript.version.started"] = typeof(TranscriptVersionStarted),
        ["transcript.version.segments"] = typeof(TranscriptVersionSegments),
        ["transcript.version.done"] = typeof(TranscriptVersionDone),
        ["transcript.version.failed"] = typeof(TranscriptVersionFailed),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> ByType = ByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>How event data is written: snake_case, enums as lower-case names, absent instead of null.</summary>
    public static JsonSerializerOptions Json { get; } = JsonDefaults.Create();

    /// <summary>All names, in no order.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>The name of an event.</summary>
    /// <param name="data">The event.</param>
    public static string NameOf(SessionEventData data) => ByType[data.GetType()];

    /// <summary>The shape of an event.</summary>
    /// <param name="name">The event's name.</param>
    /// <returns><see langword="null"/>: this build knows no such event.</returns>
    public static Type? ShapeOf(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Writes event data as JSON.</summary>
    /// <param name="data">The event.</param>
    public static string Serialize(SessionEventData data) => JsonSerializer.Serialize(data, data.GetType(), Json);

    /// <summary>Reads event data.</summary>
    /// <param name="type">The event's name.</param>
    /// <param name="json">What <see cref="Serialize"/> wrote.</param>
    /// <exception cref="JsonException">The name is unknown or the JSON is not of its shape.</exception>
    public static SessionEventData Deserialize(string type, string json) =>
        ByName.TryGetValue(type, out var shape) && JsonSerializer.Deserialize(json, shape, Json) is SessionEventData data
            ? data
            : throw new JsonException($"The journal holds an event of the unknown type '{type}'.");
}
