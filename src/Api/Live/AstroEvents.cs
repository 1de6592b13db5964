using System.Text;
using System.Text.Json;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Telemetry;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Live;

/// <summary>What Astro's clients hear of a session: names and payloads as their system had them, with the place on the timeline added.</summary>
/// <param name="start">The session as it stood when the watcher joined.</param>
/// <param name="time">The clock: words that are still being said are not on record, so nothing else says when they came.</param>
internal sealed class AstroEvents(SessionSnapshot start, TimeProvider time)
{
    private const string TextChannel = "external";

    private int _words = start.WordCount;
    private int _segments = start.SegmentCount;

    /// <summary>Whether the running summary is another one after a message. Of those that are history only the last counts: what stands now is read.</summary>
    /// <param name="message">The message.</param>
    public bool ChangesSummary(FeedMessage message) =>
        message is EventMessage { Event: { Data: InsightsUpdated update, Seq: var seq } } && (seq > start.LastSeq || update.Final);

    /// <summary>The summary as it stands.</summary>
    /// <param name="summary">What is understood.</param>
    public AstroEvent Summary(AstroSummary summary) => summary.ToEvent(start.Id, _segments);

    /// <summary>Turns a message of the feed into Astro's event.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The event, or <see langword="null"/> when Astro's clients have none for it.</returns>
    public AstroEvent? From(FeedMessage message) => message switch
    {
        EventMessage { Event: var item } => From(item),
        SignalMessage { Signal: TelemetryLatest latest } => new("telemetry.latest", new { session_id = start.Id, channel = latest.Channel, timestamp = latest.Timestamp, value = latest.Value, unit = latest.Unit }),
        SignalMessage { Signal: PartialTranscript { Text.Length: > 0 } partial } => Partial(partial),
        SignalMessage { Signal: RoomNotice { Channel: RoomNotice.ErrorBroadcast } error } => new(error.Channel, new { session_id = start.Id, message = error.Status, timestamp = error.At }),
        SignalMessage { Signal: RoomNotice notice } => new(notice.Channel, new { session_id = start.Id, status = notice.Status, timestamp = notice.At }),
        _ => null,
    };

    private AstroEvent? From(SessionEvent item) => item.Data switch
    {
        TranscriptSegmentAdded { Segment: var segment } => Final(item, segment),
        InsightReceived received => Insight(item, received.Kind, new RawJson(Encoding.UTF8.GetBytes(received.Body))),
        InsightsUpdated updated => Insight(item, "analysis", new RawJson(JsonSerializer.SerializeToUtf8Bytes(updated, SessionEventTypes.Json))),
        TranscriptCorrected corrected => Corrected(item, corrected),
        SpeakerRenamed renamed => new("speaker_renamed", new { session_id = start.Id, from = renamed.From, to = renamed.To, segments = renamed.Segments, timestamp = item.At, seq = item.Seq }),
        TelemetryLimitCrossed => new(item.Type, WireEvent.Data(start.Id, item)),
        SessionStarted => Status(item, SessionStatus.Active),
        SessionEnded => Status(item, SessionStatus.Ended),
        _ => null,
    };

    private AstroEvent Final(SessionEvent item, TranscriptSegment segment)
    {
        if (item.Seq > start.LastSeq)
        {
            _words += WordCount.Of(segment.Text);
            _segments++;
        }

        var speaker = segment.Speaker ?? TranscriptEntry.UnknownSpeaker;
        var confidence = segment.Confidence ?? 0;
        return new("transcript_update", string.Equals(segment.Channel, TextChannel, StringComparison.Ordinal)
            ? new { session_id = start.Id, transcript = segment.Text, speaker, confidence, is_final = true, timestamp = item.At, seq = item.Seq }
            : new
            {
                session_id = start.Id,
                transcript = new
                {
                    id = segment.Id,
                    timestamp = item.At,
                    text = segment.Text,
                    speaker,
                    channel = segment.Channel,
                    start = segment.Start,
                    end = segment.End,
                    confidence,
                    is_final = true,
                },
                total_word_count = _words,
                timestamp = item.At,
                seq = item.Seq,
            });
    }

    /// <summary>An event of its own: Astro's clients add each <c>transcript_update</c> as a line, and would show the sentence twice.</summary>
    private AstroEvent Corrected(SessionEvent item, TranscriptCorrected corrected)
    {
        if (item.Seq > start.LastSeq)
        {
            _words += corrected.WordsAdded;
        }

        var segment = corrected.Segment;
        return new("transcript_corrected", new
        {
            session_id = start.Id,
            transcript = new { id = segment.Id, text = segment.Text, speaker = segment.Speaker ?? TranscriptEntry.UnknownSpeaker, channel = segment.Channel, start = segment.Start, end = segment.End },
            version = corrected.Version,
            corrects_seq = corrected.Seq,
            total_word_count = _words,
            timestamp = item.At,
            seq = item.Seq,
        });
    }

    private AstroEvent Partial(PartialTranscript partial)
    {
        var speaker = partial.Speaker ?? TranscriptEntry.UnknownSpeaker;
        var (timestamp, confidence) = (time.GetUtcNow(), partial.Confidence ?? 0);
        return new("transcript_update", string.Equals(partial.Channel, TextChannel, StringComparison.Ordinal)
            ? new { session_id = start.Id, transcript = partial.Text, speaker, confidence, is_final = false, timestamp }
            : new
            {
                session_id = start.Id,
                transcript = new { timestamp, text = partial.Text, speaker, channel = partial.Channel, start = partial.Start, end = partial.End, confidence, is_final = false },
                total_word_count = _words,
                timestamp,
            });
    }

    private AstroEvent Insight(SessionEvent item, string type, RawJson insight) =>
        new("insight_update", new { session_id = start.Id, insight, type, timestamp = item.At, seq = item.Seq });

    private AstroEvent Status(SessionEvent item, SessionStatus status) =>
        new("session_status_update", new { session_id = start.Id, status, timestamp = item.At, seq = item.Seq });
}

/// <summary>An event for Astro's clients.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Payload">What it says.</param>
internal sealed record AstroEvent(string Name, object Payload);
