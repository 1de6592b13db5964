using MeetingIntel.Grains.Placement;
using MeetingIntel.Grains.Recordings;
using MeetingIntel.Providers.Files;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Serialization.Invocation;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace MeetingIntel.Grains.Transcription;

/// <summary>One live speech-to-text stream. It owns the connection whose audio counts and the run that takes this audio to the provider.</summary>
[GrainType("transcription")]
[RegexImplicitStreamSubscription(StreamNames.AudioRoutes)]
[TranscriptionPlacement]
[MayInterleave(nameof(MayInterleave))]
internal sealed partial class TranscriptionGrain(
    ISttProvider provider, ChannelSlots slots, IFileStore files, IOptions<RecordingOptions> recording, TimeProvider clock, ILogger<TranscriptionGrain> logger)
    : Grain, ITranscriptionGrain, IStreamSubscriptionObserver, IAsyncObserver<AudioFrame>
{
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromMilliseconds(250);

    /// <summary>A client that is silent for so long has gone: what was said so far gets its final text.</summary>
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(10);

    /// <summary>So long a client of an ended session may be silent, or away after its server was lost, until the channel is closed.</summary>
    private static readonly TimeSpan EndedPatience = TimeSpan.FromSeconds(30);

    /// <summary>A client that is silent for so long does not come back: the channel is closed.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(10);

    private TranscriptionKey _key;
    private ISessionGrain _session = null!;
    private TranscriptionRun? _run;
    private ChannelMonitor _monitor = null!;
    private IGrainTimer? _timer;
    private string? _connection;

    /// <summary>Whose audio was finished last, and how far: who asks in that moment may have seen no acknowledgement of its end yet.</summary>
    private (string? Connection, long Acked) _finished;
    private bool _live;
    private bool _sessionEnded;
    private bool _openedAfterEnd;
    private ClientPresence _presence = null!;
    private bool _askedForRest;
    private Task _watch = Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = TranscriptionKey.Parse(this.GetPrimaryKeyString());
        _session = GrainFactory.GetGrain<ISessionGrain>(_key.SessionId);
        _monitor = new ChannelMonitor(_key, _session, provider.Capabilities.Partials, delayed: false);
        _presence = new ClientPresence(clock);
        return Task.CompletedTask;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<AudioFrame>().ResumeAsync(this);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            if (_run is not null)
            {
                await _run.DisposeAsync();
            }

            await _watch;
        }
        finally
        {
            _slot.Release();
        }
    }

    public static bool MayInterleave(IInvokable request) => StreamHandshake.Is(request);

    public Task<ChannelProgress> GetProgressAsync(string connection) => Task.FromResult(
        _connection is { } current && _run is { } run ? _monitor.Progress(run, current)
        : _monitor.Unheard(connection, connection == _finished.Connection ? _finished.Acked : 0));

    public async Task OnNextAsync(AudioFrame item, StreamSequenceToken? token = null)
    {
        if (item.Connection == AudioConnections.Session)
        {
            await EndWithSessionAsync();
            return;
        }

        if (_run is null || _connection is null)
        {
            await _monitor.FaultAsync(item.Connection, acked: 0, ResendReason.NotOpen);
            return;
        }

        if (item.Connection != _connection)
        {
            // Audio of a predecessor may still be on its way; one that began later lost the channel together with a server, and must open it again.
            if (string.CompareOrdinal(item.Connection, _connection) > 0)
            {
                await _monitor.FaultAsync(item.Connection, acked: 0, ResendReason.NotOpen);
            }

            return;
        }

        if (item.Offset > _run.Received)
        {
            LogHole(_key, _run.Received, item.Offset);
            _connection = null;
            await _monitor.FaultAsync(item.Connection, _run.Acked, ResendReason.Hole);
            return;
        }

        _presence.NoteClient();
        _askedForRest = false;
        var known = (int)Math.Min(_run.Received - item.Offset, item.Pcm.Length);
        var pcm = item.Pcm.AsMemory(known);
        if (pcm.Length > 0 || item.Mark != AudioMark.None)
        {
            // Whoever was let in and has only paused is not turned away.
            _slot.Hold();
            _monitor.Hear(pcm);
            await _run.AddAsync(pcm, item.Mark);
        }
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex)
    {
        LogStreamFailed(_key, ex.GetType().Name, ex.Message);
        var interrupted = _connection;
        _connection = null;
        return _monitor.FaultAsync(interrupted, _run?.Acked ?? 0, ResendReason.Stream);
    }

    /// <summary>
    /// The session has ended: what was received is finished, and no more is taken. Only audio that a lost server had received may be brought again, by a client
    /// that comes back in time.
    /// </summary>
    private async Task EndWithSessionAsync()
    {
        // The word of the end may come late: a session that goes on meanwhile takes audio.
        if (await _session.GetAsync() is not { Succeeded: true, Value: { Status: SessionStatus.Ended } session })
        {
            return;
        }

        _sessionEnded = true;
        if (_run is { } current)
        {
            if (!_openedAfterEnd)
            {
                current.Stop();
            }
        }
        else if (session.Channels.FirstOrDefault(channel => channel.Name == _key.Channel) is { Open: true } left)
        {
            // What is left of a session that has ended is finished here, full or not: it takes no new audio, or only what a client still has.
            _slot.Hold();
            _run = Begin(left, session.Details.Record ? session.OrgId : null);
        }
    }

    private TranscriptionRun Begin(AudioChannel channel, string? keptFor)
    {
        var keeper = new AudioKeeper(_key, files, _session, GrainFactory.GetGrain<IRecordingGrain>(_key.ToString()), recording.Value, clock, logger) { For = keptFor };
        var begun = new TranscriptionRun(_key, channel, _session, provider, clock, logger, OnCommittedAsync, keeper);
        _monitor = new ChannelMonitor(_key, _session, provider.Capabilities.Partials, channel.Delayed);
        _presence = new ClientPresence(clock);
        _timer?.Dispose();
        _timer = this.RegisterGrainTimer(
            static (grain, _) => grain.TickAsync(),
            this,
            // Interleaves, because audio that waits for room holds a turn. It changes nothing that a turn decides on.
            new GrainTimerCreationOptions { DueTime = ProgressPeriod, Period = ProgressPeriod, Interleave = true, KeepAlive = true });
        _watch = WatchAsync(begun, keeper);
        return begun;
    }

    private Task OnCommittedAsync(TranscriptionRun committed, bool sessionEnded)
    {
        _sessionEnded = sessionEnded;
        _openedAfterEnd &= sessionEnded;
        return _monitor.TellAsync(committed, _connection);
    }

    /// <summary>Sees a run to its end: done, or failed so that the client has to send again from what is committed.</summary>
    private async Task WatchAsync(TranscriptionRun watched, AudioKeeper keeper)
    {
        try
        {
            await watched.Completion;
            await _monitor.TellAsync(watched, _connection);
            await FinishRecordingAsync(keeper);
        }
        catch (OperationCanceledException) when (watched.IsBrokenOff)
        {
            // By whoever deactivates the grain, or knows that the run is outdated.
        }
        catch (OutdatedTranscriptionException failure) when (failure.IsErased)
        {
            LogErased(_key);
            await _monitor.FaultAsync(_connection, watched.Acked, ResendReason.Run);
        }
        catch (Exception failure)
        {
            LogRunFailed(_key, failure);
            await _monitor.FaultAsync(_connection, watched.Acked, ResendReason.Run);
        }

        if (_run == watched)
        {
            _finished = (_connection, watched.Acked);
            _run = null;
            _connection = null;
            _timer?.Dispose();
            ReleaseUnusedSlot();
        }

        await watched.DisposeAsync();
    }

    private async Task FinishRecordingAsync(AudioKeeper keeper)
    {
        try
        {
            await (keeper.HasKept ? GrainFactory.GetGrain<IRecordingGrain>(_key.ToString()).FinishAsync() : Task.CompletedTask);
        }
        catch (Exception failure)
        {
            // No audio is lost: the reminder makes up for it.
            LogNotFinished(_key, failure);
        }
    }

    private async Task TickAsync()
    {
        if (_run is not { } current)
        {
            return;
        }

        var silentFor = _presence.SilentFor(current.Heard);
        if (silentFor > (_sessionEnded ? EndedPatience : AbandonedAfter))
        {
            current.Stop();
        }
        else if (silentFor > GoneAfter && !_askedForRest && !current.Stopping)
        {
            _askedForRest = true;
            current.FinalizeUtterance();
        }

        ReleaseIdleSlot(current, silentFor);
        await current.ShowPartialAsync();
        await _monitor.TellIfChangedAsync(current, _connection);
        if (_live)
        {
            SpeechMetrics.Sample(current);
            await _monitor.ReportDelayAsync(current);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Transcription {Key}: audio from byte {Offset} came, but byte {Expected} was next; the client is asked to send again.")]
    private partial void LogHole(TranscriptionKey key, long expected, long offset);

    [LoggerMessage(LogLevel.Warning, "Transcription {Key}: audio was lost on its way, as when a silo is replaced ({Failure}: {Reason}); the client is asked to send again.")]
    private partial void LogStreamFailed(TranscriptionKey key, string failure, string reason);

    [LoggerMessage(LogLevel.Warning, "Transcription {Key}: its kept audio could not be handed on to become a recording now; that happens by itself within minutes.")]
    private partial void LogNotFinished(TranscriptionKey key, Exception failure);

    [LoggerMessage(LogLevel.Information, "Transcription {Key}: the session was erased while audio of it was heard.")]
    private partial void LogErased(TranscriptionKey key);

    [LoggerMessage(LogLevel.Error, "Transcription {Key} can't go on; the client is asked to send again from what is committed.")]
    private partial void LogRunFailed(TranscriptionKey key, Exception failure);
}
