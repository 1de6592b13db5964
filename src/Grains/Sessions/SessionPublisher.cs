using MeetingIntel.Corrections;
using MeetingIntel.Grains.Placement;
using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Logging;
using Orleans.Utilities;

namespace MeetingIntel.Grains.Sessions;

/// <summary>
/// Tells others what was committed: front-ends through their observers, whoever understands the meeting through the transcript stream, and the
/// transcriptions when the session ends. All of it can be lost without harm: observers and stream consumers notice the jump and read the journal.
/// </summary>
internal sealed partial class SessionPublisher(SessionGrain grain, string sessionId, IAudioRoutes routes, ILogger logger)
{
    private readonly ObserverManager<ISessionObserver, ISessionObserver> _observers = new(SessionFeedLimits.ObserverExpiry, logger);

    // The segment, or correction, before the next one; unknown (-1) until this activation has published one.
    private long _lastSegmentSeq = -1;

    // Chosen once, so that the word of the session's end stays behind the audio that was sent before it. After a move it may come first, and a client that never
    // said stop then loses what was still on its way.
    private readonly uint? _queue = routes.NearQueue();

    /// <summary>Namespace of the stream that a channel's audio is to be sent on.</summary>
    public string AudioStreamOf(string channel) => routes.Namespace(new TranscriptionKey(sessionId, channel).ToString(), _queue);

    public void Subscribe(ISessionObserver observer) => _observers.Subscribe(observer, observer);

    public void Unsubscribe(ISessionObserver observer) => _observers.Unsubscribe(observer);

    /// <summary>Somebody else has written: what came before the next segment is not known here.</summary>
    public void ForgetLastSegment() => _lastSegmentSeq = -1;

    public void Signal(LiveSignal signal)
    {
        if (_observers.Count > 0)
        {
            _observers.Notify(observer => observer.OnSignal(signal));
        }
    }

    /// <summary>Says good-bye: whoever watches registers at the session's next activation.</summary>
    public void TellMoved()
    {
        if (_observers.Count > 0)
        {
            _observers.Notify(observer => observer.OnMoved());
        }
    }

    /// <summary>Publishes committed events.</summary>
    /// <param name="before">The session before them; <see langword="null"/> when it has just been created.</param>
    /// <param name="after">The session after them.</param>
    /// <param name="events">The events.</param>
    /// <param name="trace">The recorded span that committed them, if any.</param>
    public async Task PublishAsync(SessionSnapshot? before, SessionSnapshot after, List<SessionEvent> events, string? trace)
    {
        if (events.Count == 0)
        {
            return;
        }

        if (_observers.Count > 0)
        {
            var batch = new SessionEventBatch(events, trace);
            _observers.Notify(observer => observer.OnEvents(batch));
        }

        try
        {
            await StreamAsync(before, after, events, trace);
        }
        catch (Exception failure)
        {
            // The next item says that it does not know what came before it, and so its receiver reads the store.
            ForgetLastSegment();
            SessionMetrics.PublishFailures.Add(1);
            LogStreamFailed(sessionId, after.LastSeq, failure);
        }

        if (events.Any(entry => entry.Data is SessionEnded))
        {
            await FinishAudioAsync(after);
        }
    }

    /// <summary>Behind the audio that was received, tells each open channel of an ended session that no more is expected.</summary>
    /// <param name="session">The session.</param>
    public async Task FinishAudioAsync(SessionSnapshot session)
    {
        var provider = grain.GetStreamProvider(StreamNames.Audio);
        foreach (var channel in session.Channels.Where(channel => channel.Open))
        {
            try
            {
                await provider.GetStream<AudioFrame>(StreamId.Create(AudioStreamOf(channel.Name), new TranscriptionKey(sessionId, channel.Name).ToString()))
                    .OnNextAsync(new AudioFrame(AudioConnections.Session, 0, [], AudioMark.Stop));
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogChannelNotFinished(sessionId, channel.Name, failure);
            }
        }
    }

    private async Task StreamAsync(SessionSnapshot? before, SessionSnapshot after, List<SessionEvent> events, string? trace)
    {
        if (before is null)
        {
            _lastSegmentSeq = 0;
        }

        var stream = grain.GetStreamProvider(StreamNames.Transcript).GetStream<TranscriptItem>(StreamId.Create(StreamNames.Transcript, sessionId));
        var complete = SessionRules.IsComplete(after);
        foreach (var entry in events)
        {
            switch (entry.Data)
            {
                case TranscriptSegmentAdded added:
                    await stream.OnNextAsync(new TranscriptItem(entry.Seq, _lastSegmentSeq, added.Segment, complete, trace));
                    _lastSegmentSeq = entry.Seq;
                    break;
                case TranscriptCorrected or SpeakerRenamed:
                    await stream.OnNextAsync(new TranscriptItem(entry.Seq, _lastSegmentSeq, null, complete, trace, Corrects: true));
                    _lastSegmentSeq = entry.Seq;
                    break;
                case SessionEnded or ChannelClosed when complete:
                    await stream.OnNextAsync(new TranscriptItem(entry.Seq, _lastSegmentSeq, null, complete, trace));
                    break;
                default:
                    break;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Session {SessionId}: channel {Channel} was not told that the session has ended; it finds out at its next outcome, or is told again within a minute.")]
    private partial void LogChannelNotFinished(string sessionId, string channel, Exception failure);

    [LoggerMessage(LogLevel.Warning, "Session {SessionId}: events up to {Seq} are committed, but a stream did not take them; its consumers read the journal at the next item.")]
    private partial void LogStreamFailed(string sessionId, long seq, Exception failure);
}
