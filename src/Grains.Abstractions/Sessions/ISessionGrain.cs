using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Recordings;
using MeetingIntel.SttTasks;
using MeetingIntel.Telemetry;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;
using Orleans.Concurrency;

namespace MeetingIntel.Sessions;

/// <summary>One session: its life, its sequence, its live feed. The only writer of its timeline. Key: the session id.</summary>
[Alias("mi.ISessionGrain")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Creates the session; the same command again returns what stands.</summary>
    /// <param name="command">What to create.</param>
    /// <returns>The session, or <c>session.exists</c> when the id belongs to somebody else.</returns>
    [Alias("CreateAsync")]
    Task<GrainResult<SessionSnapshot>> CreateAsync(CreateSession command);

    /// <summary>The session as it stands.</summary>
    /// <returns>The session, or <c>session.not-found</c>.</returns>
    [ReadOnly, Alias("GetAsync")]
    Task<GrainResult<SessionSnapshot>> GetAsync();

    /// <summary>
    /// Reads the session from the journal again, for a caller who has seen more than it says: after a failure two activations of a session may exist for a
    /// moment, and the outdated one would notice only when it writes.
    /// </summary>
    /// <returns>The session as it stands, or <c>session.not-found</c>.</returns>
    [Alias("ReadAgainAsync")]
    Task<GrainResult<SessionSnapshot>> ReadAgainAsync();

    /// <summary>Changes name, description or status.</summary>
    /// <param name="command">What to change.</param>
    [Alias("UpdateAsync")]
    Task<GrainResult<SessionSnapshot>> UpdateAsync(UpdateSession command);

    /// <summary>Makes the session live (again). Does nothing when it is.</summary>
    [Alias("StartAsync")]
    Task<GrainResult<SessionSnapshot>> StartAsync();

    /// <summary>Ends the session: new audio is refused, what was received is still transcribed. Does nothing when it has ended.</summary>
    [Alias("EndAsync")]
    Task<GrainResult<SessionSnapshot>> EndAsync();

    /// <summary>Tells the open channels of an ended session again that no more audio is expected: whoever heard it may have been lost since. Else does nothing.</summary>
    /// <returns>The session as it stands.</returns>
    [Alias("FinishAsync")]
    Task<GrainResult<SessionSnapshot>> FinishAsync();

    /// <summary>Opens or re-opens an audio channel. One that is still open after the session's end may be resumed: its client may have audio that a lost server had received.</summary>
    /// <param name="command">Which, and in which format.</param>
    /// <returns>The channel with its acknowledged offset, or <c>session.not-found</c>, <c>session.not-started</c>, <c>session.ended</c>.</returns>
    [Alias("OpenChannelAsync")]
    Task<GrainResult<LiveChannel>> OpenChannelAsync(OpenChannel command);

    /// <summary>Commits the outcome of a stretch of a channel's audio: what was said in it, or that nothing was.</summary>
    /// <param name="command">The stretch and its outcome.</param>
    /// <returns>
    /// The channel as it stands, also when this very stretch was committed before; <c>channel.offset-conflict</c> when the stretch does not
    /// begin where the channel's acknowledged audio ends: the caller is outdated and must read the channel again.
    /// </returns>
    [Alias("CommitOutcomeAsync")]
    Task<GrainResult<LiveChannel>> CommitOutcomeAsync(CommitOutcome command);

    /// <summary>Adds a line that was transcribed elsewhere.</summary>
    /// <param name="command">The line.</param>
    [Alias("AddLineAsync")]
    Task<GrainResult<TranscriptSegment>> AddLineAsync(AddTranscriptLine command);

    /// <summary>Records that a channel's transcription fell behind or caught up. Does nothing when that is known.</summary>
    /// <param name="command">Which channel, and how far.</param>
    [Alias("ReportDelayAsync")]
    Task<GrainResult<SessionSnapshot>> ReportDelayAsync(ReportDelay command);

    /// <summary>Appends what an analysis pass changed.</summary>
    /// <param name="command">The change.</param>
    /// <returns>The session as it stands; or <c>insights.outdated</c> when the change is not one of what stands, and has to be worked out anew.</returns>
    [Alias("UpdateInsightsAsync")]
    Task<GrainResult<SessionSnapshot>> UpdateInsightsAsync(UpdateInsights command);

    /// <summary>Records an insight that a client produced.</summary>
    /// <param name="command">The insight.</param>
    [Alias("AddInsightAsync")]
    Task<GrainResult<SessionSnapshot>> AddInsightAsync(AddInsight command);

    /// <summary>Adds a note; also to a session that has not started, or has ended: whoever reviews it takes notes, too.</summary>
    /// <param name="command">The note.</param>
    /// <returns>The note as it stands; or <c>note.deleted</c> when the same request was made before, and what it made has been taken back.</returns>
    [Alias("AddNoteAsync")]
    Task<GrainResult<Note>> AddNoteAsync(AddNote command);

    /// <summary>Changes a note.</summary>
    /// <param name="command">The change.</param>
    /// <returns>The note as it stands; or <c>note.not-found</c>, or <c>note.outdated</c> when it is another version than expected.</returns>
    [Alias("EditNoteAsync")]
    Task<GrainResult<Note>> EditNoteAsync(EditNote command);

    /// <summary>Takes a note back.</summary>
    /// <param name="command">Which.</param>
    /// <returns>The note as it stood; or <c>note.not-found</c>, or <c>note.outdated</c> when it is another version than expected.</returns>
    [Alias("DeleteNoteAsync")]
    Task<GrainResult<Note>> DeleteNoteAsync(DeleteNote command);

    /// <summary>Corrects what was said, or who said it; also in a session that has ended. What changes nothing is no correction.</summary>
    /// <param name="command">The correction.</param>
    /// <returns>The segment as it stands; or <c>segment.not-found</c>, or <c>segment.outdated</c> when it is another version than expected.</returns>
    [Alias("CorrectSegmentAsync")]
    Task<GrainResult<StandingSegment>> CorrectSegmentAsync(CorrectSegment command);

    /// <summary>Gives somebody who speaks another name: in segments, channels and notes, and what their channels hear later.</summary>
    /// <param name="command">The names.</param>
    /// <returns>What it changed; or <c>speaker.not-found</c>.</returns>
    [Alias("RenameSpeakerAsync")]
    Task<GrainResult<RenamedSpeaker>> RenameSpeakerAsync(RenameSpeaker command);

    /// <summary>Puts a task on the timeline; called by the task, which sees to its end. The same again does nothing.</summary>
    /// <param name="command">The task.</param>
    /// <returns>The task as it stands.</returns>
    [Alias("AddSttTaskAsync")]
    Task<GrainResult<SttTask>> AddSttTaskAsync(AddSttTask command);

    /// <summary>Puts on the timeline what came of a task, and what was said. The same again does nothing.</summary>
    /// <param name="command">The outcome.</param>
    /// <returns>The task as it stands; or <c>stt-task.not-found</c>, or <c>stt-task.settled</c> when something else came of it before.</returns>
    [Alias("SettleSttTaskAsync")]
    Task<GrainResult<SttTask>> SettleSttTaskAsync(SettleSttTask command);

    /// <summary>Puts on the timeline that a telemetry channel crossed a limit. The same again does nothing.</summary>
    /// <param name="crossing">What happened.</param>
    /// <returns>The session; or <c>telemetry.crossing-too-early</c> when the channel's crossing before it is not there yet.</returns>
    [Alias("CrossLimitAsync")]
    Task<GrainResult<SessionSnapshot>> CrossLimitAsync(TelemetryLimitCrossed crossing);

    /// <summary>Puts on the timeline that audio which was kept can be listened to. The same again does nothing.</summary>
    /// <param name="recording">Which.</param>
    /// <returns>The session; or <c>session.not-found</c>.</returns>
    [Alias("AddRecordingAsync")]
    Task<GrainResult<SessionSnapshot>> AddRecordingAsync(Recording recording);

    /// <summary>Puts on the timeline that the session's audio takes as much as it may, and is not kept any more. Does nothing when it is not kept.</summary>
    /// <param name="full">From where on.</param>
    /// <returns>The session; or <c>session.not-found</c>.</returns>
    [Alias("StopKeepingAudioAsync")]
    Task<GrainResult<SessionSnapshot>> StopKeepingAudioAsync(RecordingFull full);

    /// <summary>Begins a further version of the transcript.</summary>
    /// <param name="command">By what.</param>
    /// <returns>The version; or <c>transcript.version-running</c>, <c>recording.none</c>.</returns>
    [Alias("BeginTranscriptVersionAsync")]
    Task<GrainResult<TranscriptVersion>> BeginTranscriptVersionAsync(BeginTranscriptVersion command);

    /// <summary>Puts the next stretch of a version on the timeline: decided on where the version stands, so that the same stretch is never there twice.</summary>
    /// <param name="stretch">What was heard.</param>
    /// <returns>The session; or <c>transcript.version-outdated</c> when the stretch does not go on where the version stands.</returns>
    [Alias("AddVersionSegmentsAsync")]
    Task<GrainResult<SessionSnapshot>> AddVersionSegmentsAsync(TranscriptVersionSegments stretch);

    /// <summary>Says that a version is done, or has failed. The same again does nothing.</summary>
    /// <param name="version">Its number.</param>
    /// <param name="error">Why it failed, as a stable code; <see langword="null"/>: it is done.</param>
    /// <returns>The session.</returns>
    [Alias("SettleTranscriptVersionAsync")]
    Task<GrainResult<SessionSnapshot>> SettleTranscriptVersionAsync(int version, string? error);

    /// <summary>Passes what is live but not record (partials, progress) to the observers.</summary>
    /// <param name="signal">What to pass on.</param>
    [OneWay, Alias("SignalAsync")]
    Task SignalAsync(LiveSignal signal);

    /// <summary>Registers an observer, or keeps it registered; an observer that is not renewed expires after <see cref="SessionFeedLimits.ObserverExpiry"/>.</summary>
    /// <param name="observer">Receives events from now on, and live signals.</param>
    /// <returns>The session as it stands, taken in the same turn: events after its <see cref="SessionSnapshot.LastSeq"/> reach the observer.</returns>
    [Alias("SubscribeAsync")]
    Task<GrainResult<SessionSnapshot>> SubscribeAsync(ISessionObserver observer);

    /// <summary>Removes an observer.</summary>
    /// <param name="observer">The observer.</param>
    [Alias("UnsubscribeAsync")]
    Task UnsubscribeAsync(ISessionObserver observer);
}
