using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MeetingIntel.Api.Corrections;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Notes;
using MeetingIntel.Api.SttTasks;
using MeetingIntel.Corrections;
using MeetingIntel.Notes;
using MeetingIntel.SttTasks;
using MeetingIntel.Telemetry;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Timeline;

/// <summary>How events and signals look to clients.</summary>
internal static class WireEvent
{
    private static readonly JsonSerializerOptions JournalShape = new(SessionEventTypes.Json) { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { WholeMilliseconds.Apply } } };

    /// <summary>An event's data: segments, notes and tasks as everywhere on the wire, corrections without who made them, everything else as the journal has it.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="item">The event.</param>
    public static RawJson Data(string sessionId, SessionEvent item) => new(item.Data switch
    {
        TranscriptSegmentAdded added => Write(SegmentResponse.From(sessionId, item.Seq, item.At, added.Segment, version: 1)),
        TranscriptCorrected corrected => Write(CorrectedSegment.From(sessionId, corrected)),
        SpeakerRenamed renamed => Write(new SpeakerRename(renamed.From, renamed.To, renamed.Segments, renamed.Stale)),
        NoteCreated created => Write(NoteResponse.From(sessionId, created.Note)),
        NoteUpdated updated => Write(NoteResponse.From(sessionId, updated.Note)),
        NoteDeleted deleted => Write(new DeletedNote(deleted.Id)),
        SttTaskCreated created => Write(SttTaskResponse.From(sessionId, created.Task)),
        SttTaskDone done => Write(SttTaskResponse.From(sessionId, done.Task)),
        SttTaskFailed failed => Write(SttTaskError.From(failed.Task)),
        var other => JsonSerializer.SerializeToUtf8Bytes(other, other.GetType(), JournalShape),
    });

    /// <summary>An event in ASTRA's envelope, with its place and time.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="item">The event.</param>
    public static byte[] Envelope(string sessionId, SessionEvent item) => Envelope(item.Type, sessionId, item.Seq, item.At, Data(sessionId, item).Utf8.Span);

    /// <summary>A live signal in ASTRA's envelope; it has no place on the timeline.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="signal">The signal.</param>
    public static byte[] Envelope(string sessionId, LiveSignal signal) =>
        Envelope(NameOf(signal), sessionId, null, null, signal is SttTaskHeard heard ? Write(SttTaskChunk.From(heard)) : JsonSerializer.SerializeToUtf8Bytes(signal, signal.GetType(), ApiJson.Options));

    /// <summary>Anything in ASTRA's envelope.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="data">The data.</param>
    public static byte[] Envelope(string name, string sessionId, object data) =>
        Envelope(name, sessionId, null, null, JsonSerializer.SerializeToUtf8Bytes(data, ApiJson.Options));

    private static byte[] Write<T>(T data) => JsonSerializer.SerializeToUtf8Bytes(data, ApiJson.Options);

    private static string NameOf(LiveSignal signal) => signal switch
    {
        PartialTranscript => "transcript.partial",
        ChannelProgress => "channel.progress",
        TelemetryLatest => "telemetry.latest",
        SttTaskHeard => "transcript.chunk.ready",
        _ => throw new NotSupportedException($"The signal {signal.GetType().Name} has no name on the wire."),
    };

    private static byte[] Envelope(string name, string sessionId, long? seq, DateTimeOffset? at, ReadOnlySpan<byte> data)
    {
        var buffer = new ArrayBufferWriter<byte>(data.Length + 192);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("event", name);
            writer.WriteString("session_id", sessionId);
            if (seq is { } place)
            {
                writer.WriteNumber("seq", place);
            }

            if (at is { } time)
            {
                writer.WriteString("at", UtcTimeConverter.Write(time));
            }

            writer.WritePropertyName("data");
            writer.WriteRawValue(data, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
