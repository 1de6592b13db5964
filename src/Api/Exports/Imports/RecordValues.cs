using System.Text;
using System.Text.Json;
using MeetingIntel.Api.Notes;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Api.Telemetry;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.SttTasks;
using MeetingIntel.Telemetry;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Api.Exports.Imports;

/// <summary>What an event of an imported session may say: what whoever makes a session in the usual ways can, and no more.</summary>
internal static class RecordValues
{
    private const int MaxText = 1 << 20;
    private const int MaxName = 1000;
    private const int MaxId = 100;
    private const int MaxItems = 100_000;
    private const int MaxVersion = 1_000_000;

    /// <summary>Looks at an event's values.</summary>
    /// <param name="data">The event; of its shape.</param>
    /// <returns><see langword="null"/>, or which field is wrong, and why.</returns>
    public static (string Field, string Wrong)? Check(SessionEventData data) => data switch
    {
        SessionCreated created => Check(created.Details),
        SessionUpdated updated => Check(updated.Details),
        ChannelOpened opened => Name("speaker", opened.Speaker) ?? Name("sender", opened.Sender),
        TranscriptGap gap => Name("channel", gap.Channel) ?? Name("reason", gap.Reason),
        TranscriptSegmentAdded added => Check(added.Segment),
        TranscriptCorrected corrected => Check(corrected.Segment)
            ?? (corrected.Segment.Text.Trim().Length == 0 && corrected.WordsAdded != 0 ? ("segment.text", "must not become empty.") : ((string, string)?)null)
            ?? Name("by", corrected.By)
            ?? Check(corrected.Stale)
            ?? (corrected.Version is > 1 and <= MaxVersion ? null : ("version", $"must be from 2 to {MaxVersion}.")),
        SpeakerRenamed renamed => Called("from", renamed.From) ?? Called("to", renamed.To) ?? Name("by", renamed.By) ?? Check(renamed.Stale),
        NoteCreated created => Check(created.Note) ?? Name("by", created.By),
        NoteUpdated updated => Check(updated.Note) ?? Name("by", updated.By),
        NoteDeleted deleted => Name("by", deleted.By),
        SttTaskCreated created => Check(created.Task),
        SttTaskDone done => Check(done.Task),
        SttTaskFailed failed => Check(failed.Task),
        InsightsUpdated update => Check(update),
        TelemetryLimitCrossed crossed => Name("channel", crossed.Channel) ?? Name("unit", crossed.Unit) ?? (crossed.Number > 0 ? null : ("number", "must be 1 or more.")),
        RecordingAvailable { Recording: var recording } => Id("recording.id", recording.Id) ?? Name("recording.channel", recording.Channel) ?? Name("recording.codec", recording.Codec) ?? Name("recording.sha256", recording.Sha256),
        RecordingFull full => !(full.From >= 0) ? ("from", "must not be negative.") : full.Limit < 1 ? ("limit", "must be 1 or more.") : null,
        TranscriptVersionStarted started => Name("provider", started.Provider) ?? Name("model", started.Model) ?? Name("by", started.By),
        TranscriptVersionSegments stretch => Id("recording", stretch.Recording) ?? Many("segments", stretch.Segments) ?? Many("gaps", stretch.Gaps) ?? stretch.Segments.Select(Check).FirstOrDefault(wrong => wrong is not null),
        TranscriptVersionFailed failed => Name("error", failed.Error),
        InsightReceived received => Name("kind", received.Kind) ?? (IsJson(received.Body, _ => true) ? null : ("body", "must be JSON, as a text.")),
        _ => null,
    };

    /// <summary>Looks at measured points.</summary>
    /// <param name="stretch">Points of one channel.</param>
    /// <param name="now">The server's time.</param>
    /// <returns><see langword="null"/>, or which field is wrong, and why.</returns>
    public static (string Field, string Wrong)? Check(RecordedTelemetry stretch, DateTimeOffset now)
    {
        if ((PointText.CheckChannel(stretch.Channel) ?? PointText.CheckUnit(stretch.Unit)) is { } problem)
        {
            return (problem.Field, problem.Detail);
        }

        for (var i = 0; i < stretch.Points.Count; i++)
        {
            var point = stretch.Points[i];
            if ((PointText.CheckTime(point.At, now) ?? PointText.CheckValue(point.Value)) is { } wrong)
            {
                return ($"points[{i}].{wrong.Field}", wrong.Detail);
            }

            if (point.Key is not null && point.KeyNumber is null)
            {
                return ($"points[{i}].key", "must be a whole number, as a text.");
            }
        }

        return stretch.Limits is { } limits && LimitsRequest.Check(limits) is { } bad ? ("limits", bad.Detail) : null;
    }

    private static (string Field, string Wrong)? Check(SessionDetails details) =>
        !SessionName.TryTake(details.Name, out var name) || name != details.Name ? ("details.name", SessionName.Rule)
        : Name("details.type", details.Type)
            ?? Text("details.description", details.Description)
            ?? Text("details.meeting_brief", details.MeetingBrief)
            ?? Text("details.competitive_intelligence", details.CompetitiveIntelligence)
            ?? Text("details.agent_capabilities", details.AgentCapabilities)
            ?? (IsJson(details.MeetingInfo, json => json.ValueKind == JsonValueKind.Object) ? null : ("details.meeting_info", "must be a JSON object, as a text."));

    private static (string Field, string Wrong)? Check(TranscriptSegment segment) =>
        Id("segment.id", segment.Id)
        ?? Name("segment.channel", segment.Channel)
        ?? Name("segment.speaker", segment.Speaker)
        ?? Name("segment.provider", segment.Provider)
        ?? Name("segment.model", segment.Model)
        ?? Text("segment.text", segment.Text)
        ?? Many("segment.words", segment.Words)
        ?? segment.Words.Select(word => Text("segment.words", word.Text)).FirstOrDefault(wrong => wrong is not null);

    private static (string Field, string Wrong)? Check(Note note) =>
        !ItemIds.IsPlausible(note.Id) ? ("note.id", "must have 1 to 64 lower-case letters, digits and '_'.")
        : NoteRequest.CheckTexts(note.Content, note.Speaker, note.Tags, note.TelemetrySnapshot) is var (field, wrong) ? ((string, string)?)($"note.{field}", wrong)
        : note.TelemetrySnapshot is { } snapshot && !IsJson(snapshot, json => json.ValueKind == JsonValueKind.Object) ? ("note.telemetry_snapshot", "must be a JSON object, as a text.")
        : null;

    private static (string Field, string Wrong)? Check(SttTask task) =>
        Id("task.id", task.Id)
        ?? Text("task.audio_chunk_id", task.AudioChunkId)
        ?? Text("task.transcript", task.Transcript)
        ?? Text("task.error", task.Error)
        ?? Name("task.model", task.Model);

    private static (string Field, string Wrong)? Check(InsightsUpdated update) =>
        update.Total < 0 ? ("total", "must not be negative.")
        : Many("changed", update.Changed)
            ?? Many("removed", update.Removed)
            ?? (update.Changed.Select(insight => insight.Id).Distinct(StringComparer.Ordinal).Count() == update.Changed.Count ? ((string, string)?)null : ("changed", "has the same insight twice."))
            ?? update.Changed.Select(insight => Id("changed.id", insight.Id) ?? Name("changed.source", insight.Source) ?? Many("changed.segment_ids", insight.SegmentIds)).FirstOrDefault(wrong => wrong is not null);

    private static (string Field, string Wrong)? Check(StaleInsights stale) => Many("stale.ids", stale.Ids) ?? stale.Ids.Select(id => Id("stale.ids", id)).FirstOrDefault(wrong => wrong is not null);

    private static (string Field, string Wrong)? Called(string field, string name) => name.Length == 0 ? (field, "must not be empty.") : Name(field, name);

    private static (string Field, string Wrong)? Id(string field, string id) =>
        id.Length is > 0 and <= MaxId && !id.Any(char.IsControl) ? null : (field, $"must have 1 to {MaxId} characters, and no control characters.");

    private static (string Field, string Wrong)? Name(string field, string? name) => name is { Length: > MaxName } ? (field, $"must have at most {MaxName} characters.") : null;

    private static (string Field, string Wrong)? Text(string field, string? text) => text is { Length: > MaxText } ? (field, $"must have at most {MaxText} characters.") : null;

    private static (string Field, string Wrong)? Many<T>(string field, IReadOnlyList<T> items) =>
        items.Count > MaxItems ? ((string, string)?)(field, $"must be at most {MaxItems}.")
        : items.Any(item => item is null) ? (field, "must hold no null.")
        : null;

    private static bool IsJson(string text, Func<JsonElement, bool> isFit)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            return isFit(document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
