using System.Globalization;
using MeetingIntel.Notes;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Notes;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.SttTasks;
using MeetingIntel.Telemetry;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Telemetry.UnixTime;

/// <summary>How much something matters, in ASTRA's words.</summary>
internal static class Severities
{
    public const string Warning = "warning";
    public const string ActivityHigh = "activity_hi";
    public const string ActivityLow = "activity_lo";
    public const string Command = "command";

    public static readonly string[] All = [Warning, ActivityHigh, ActivityLow, Command];
}

/// <summary>
/// What of a session's timeline ASTRA calls an event: limits that were crossed, what went wrong, beginning and end, and what was noted. Its time is that of the thing itself: of
/// the measurement, of the observation.
/// </summary>
internal static class Incidents
{
    private const int Page = 1000;

    private static readonly string[] Types =
    [
        .. new[] { typeof(TelemetryLimitCrossed), typeof(TranscriptGap), typeof(RecordingFull), typeof(SttTaskFailed), typeof(SessionStarted), typeof(SessionEnded) }
            .Select(shape => SessionEventTypes.Names.Single(name => SessionEventTypes.ShapeOf(name) == shape)),
    ];

    /// <summary>Reads the first ones of a stretch, by time.</summary>
    /// <param name="journal">The timeline.</param>
    /// <param name="notes">Notes as they stand.</param>
    /// <param name="orgId">For whom.</param>
    /// <param name="sessionId">Of which session.</param>
    /// <param name="stretch">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<IncidentResponse>> ReadAsync(
        IJournalReads journal, INoteReads notes, string orgId, string sessionId, IncidentStretch stretch, CancellationToken cancellationToken)
    {
        var first = await NotedAsync(notes, orgId, sessionId, stretch, cancellationToken);
        for (long after = 0; ;)
        {
            var page = await journal.ReadAsync(orgId, sessionId, Types, after, Page, cancellationToken);
            // Late ones come behind newer ones, so all of them are looked at; no more are kept than are wanted.
            var wanted = page.Select(Of).Where(item => item.At >= stretch.From && item.At < stretch.Before && (stretch.Severity is null || item.Incident.Severity == stretch.Severity));
            first = [.. first.Concat(wanted).OrderBy(item => item.At).Take(stretch.Limit)];
            if (page.Count < Page)
            {
                return [.. first.Select(item => item.Incident)];
            }

            after = page[^1].Seq;
        }
    }

    private static async Task<List<(DateTimeOffset At, IncidentResponse Incident)>> NotedAsync(
        INoteReads notes, string orgId, string sessionId, IncidentStretch stretch, CancellationToken cancellationToken)
    {
        NoteType[] types = stretch.Severity switch
        {
            null => [NoteType.Command, NoteType.Observation, NoteType.System],
            Severities.Command => [NoteType.Command],
            Severities.ActivityLow => [NoteType.Observation, NoteType.System],
            _ => [],
        };
        var found = new List<(DateTimeOffset At, IncidentResponse Incident)>();
        foreach (var type in types)
        {
            var filter = new NoteFilter(Type: type, From: stretch.From, To: stretch.Before.AddTicks(-TimeSpan.TicksPerMicrosecond));
            var page = await notes.ListAsync(orgId, sessionId, filter, cursor: null, stretch.Limit, cancellationToken);
            var severity = type == NoteType.Command ? Severities.Command : Severities.ActivityLow;
            found.AddRange((page.Value?.Notes ?? []).Select(note => (note.Timestamp, new IncidentResponse(UnixTimes.Of(note.Timestamp), $"note.{Lower(type)}", severity, note.Content))));
        }

        return found;
    }

    private static (DateTimeOffset At, IncidentResponse Incident) Of(SessionEvent item) => item.Data switch
    {
        TelemetryLimitCrossed crossed => As(crossed.MeasuredAt, $"telemetry.{Lower(crossed.Level)}", crossed.Level == TelemetryLevel.Ok ? Severities.ActivityHigh : Severities.Warning, Describe(crossed)),
        TranscriptGap gap => As(item.At, item.Type, Severities.Warning, $"Nothing was heard on {gap.Channel} ({gap.Reason})."),
        RecordingFull full => As(item.At, item.Type, Severities.Warning, string.Create(CultureInfo.InvariantCulture, $"Audio is not kept any more: it takes as much as it may ({full.Limit} bytes).")),
        SttTaskFailed failed => As(item.At, item.Type, Severities.Warning, failed.Task.Error ?? "A transcription failed."),
        SessionStarted => As(item.At, item.Type, Severities.ActivityHigh, "The session began."),
        _ => As(item.At, item.Type, Severities.ActivityHigh, "The session ended."),
    };

    private static (DateTimeOffset At, IncidentResponse Incident) As(DateTimeOffset at, string name, string severity, string message) =>
        (at, new IncidentResponse(UnixTimes.Of(at), name, severity, message));

    private static string Describe(TelemetryLimitCrossed crossed)
    {
        var unit = crossed.Unit is null ? "" : $" {crossed.Unit}";
        var limit = crossed.Limit is { } value ? string.Create(CultureInfo.InvariantCulture, $", limit {value}{unit}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{crossed.Channel}: {crossed.Value}{unit} is {Lower(crossed.Level)}{limit}");
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
