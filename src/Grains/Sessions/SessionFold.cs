using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.SttTasks;
using MeetingIntel.Telemetry;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Grains.Sessions;

/// <summary>What a session is, as its events say. The query tables are the same fold, written in SQL.</summary>
internal static class SessionFold
{
    /// <summary>The session after an event.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="session">The session before it; <see langword="null"/> before the first.</param>
    /// <param name="entry">The event.</param>
    public static SessionSnapshot Apply(string sessionId, SessionSnapshot? session, SessionEvent entry)
    {
        if (entry.Data is SessionCreated created)
        {
            return new SessionSnapshot(
                sessionId, created.OrgId, created.OwnerId, created.Details, SessionStatus.Created, entry.At, null, null, entry.Seq, 0, 0, 0, []);
        }

        var current = session ?? throw new InvalidOperationException($"Session '{sessionId}' begins with '{entry.Type}'.");
        return Apply(current, entry) with { LastSeq = entry.Seq };
    }

    /// <summary>A channel after audio of it has got its outcome.</summary>
    /// <param name="session">The session before.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="toOffset">Bytes committed.</param>
    /// <param name="toTime">Seconds on the channel's audio clock.</param>
    public static SessionSnapshot Advance(SessionSnapshot session, string channel, long toOffset, double toTime) =>
        Change(session, channel, old => old with { AckedOffset = toOffset, AckedTime = toTime });

    private static SessionSnapshot Apply(SessionSnapshot session, SessionEvent entry) => entry.Data switch
    {
        SessionUpdated updated => session with { Details = updated.Details },
        SessionStarted => session with { Status = SessionStatus.Active, StartedAt = entry.At, EndedAt = null },
        SessionEnded => session with { Status = SessionStatus.Ended, EndedAt = entry.At },
        ChannelOpened opened => Open(session, opened),
        ChannelClosed closed => Change(session, closed.Channel, old => old with { Open = false, Delayed = false }),
        TranscriptionDelayed delayed => Change(session, delayed.Channel, old => old with { Delayed = true }),
        TranscriptionRecovered recovered => Change(session, recovered.Channel, old => old with { Delayed = false }),
        TranscriptSegmentAdded added => session with
        {
            SegmentCount = session.SegmentCount + 1,
            WordCount = session.WordCount + WordCount.Of(added.Segment.Text),
        },
        InsightsUpdated insights => session with { InsightCount = insights.Total, Insights = new(insights.ThroughSeq, insights.Final) },
        NoteCreated => session with { NoteCount = session.NoteCount + 1 },
        TranscriptCorrected corrected => session with { WordCount = session.WordCount + corrected.WordsAdded, CorrectedSeq = entry.Seq },
        SpeakerRenamed renamed => Rename(session, renamed) with { CorrectedSeq = entry.Seq },
        NoteDeleted => session with { NoteCount = session.NoteCount - 1 },
        NoteUpdated or SttTaskCreated or SttTaskDone or SttTaskFailed or TranscriptGap or InsightReceived or TelemetryLimitCrossed => session,
        RecordingFull => session with { Details = session.Details with { Record = false } },
        RecordingAvailable or TranscriptVersionStarted or TranscriptVersionSegments or TranscriptVersionDone or TranscriptVersionFailed => session,
        _ => throw new InvalidOperationException($"No fold for the event '{entry.Type}'."),
    };

    private static SessionSnapshot Open(SessionSnapshot session, ChannelOpened opened) =>
        session.Channels.Any(channel => channel.Name == opened.Channel)
            ? Change(session, opened.Channel, old => old with
            {
                Speaker = opened.Speaker,
                SampleRate = opened.SampleRate,
                Open = true,
                Sender = opened.Sender,
                OpenedFor = opened.Speaker == old.Speaker ? old.OpenedFor : null,
            })
            : session with { Channels = [.. session.Channels, new AudioChannel(opened.Channel, opened.Speaker, opened.SampleRate, 0, 0, Open: true, Delayed: false, opened.Sender)] };

    private static SessionSnapshot Rename(SessionSnapshot session, SpeakerRenamed renamed) => session with
    {
        Channels =
        [
            .. session.Channels.Select(channel => channel.Speaker != renamed.From ? channel : channel with
            {
                Speaker = renamed.To,
                OpenedFor = (channel.OpenedFor ?? renamed.From) is var name && name == renamed.To ? null : name,
            }),
        ],
    };

    private static SessionSnapshot Change(SessionSnapshot session, string channel, Func<AudioChannel, AudioChannel> change) =>
        session with { Channels = [.. session.Channels.Select(old => old.Name == channel ? change(old) : old)] };
}
