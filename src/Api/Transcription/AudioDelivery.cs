using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Live;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>
/// Audio of a sender that does not resend: a file, a client without acknowledgements. Keeps what has no outcome yet, at most
/// <see cref="AudioInput.WindowSeconds"/> of it, and sends it again when the transcription lost it, or when it could not be handed over. While there is nobody to
/// hand it to, which is how it begins, it is only kept: whoever were made to wait would not be seen leaving. For one sender.
/// </summary>
internal sealed partial class AudioDelivery : IAsyncDisposable
{
    private readonly AudioIngest _ingest;
    private readonly AudioSender _sender;
    private readonly SessionFeedHub _feeds;
    private readonly string _orgId;
    private readonly string _sessionId;
    private readonly AudioFormat _format;
    private readonly bool _live;
    private readonly Func<FeedMessage, ValueTask> _observe;
    private readonly CancellationToken _gone;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly UnackedPcm _kept = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<GrainError?> _outcome;
    private volatile FeedSubscription? _feed;
    private volatile Opening _opening = Opening.Before();
    private volatile bool _stopped;
    private long _end;
    private bool _breaksOff;
    private bool _cutByEnd;

    /// <summary>Begins to open a channel for new audio. What is written meanwhile is kept.</summary>
    /// <param name="ingest">The way into sessions.</param>
    /// <param name="sender">Who sends it.</param>
    /// <param name="feeds">Where acknowledgements come from.</param>
    /// <param name="orgId">The organisation for which it is sent.</param>
    /// <param name="sessionId">The session; access was checked.</param>
    /// <param name="format">What comes and where it belongs.</param>
    /// <param name="live">Whether it comes as it is spoken.</param>
    /// <param name="observe">Sees what happens in the session, after it was taken note of here.</param>
    /// <param name="after">What has to be over before the channel is opened; does not throw.</param>
    /// <param name="gone">The client has been gone for so long that it may speak elsewhere: nothing is opened, or opened anew, any more.</param>
    public AudioDelivery(
        AudioIngest ingest,
        AudioSender sender,
        SessionFeedHub feeds,
        string orgId,
        string sessionId,
        AudioFormat format,
        bool live,
        Func<FeedMessage, ValueTask> observe,
        Task after,
        CancellationToken gone)
    {
        _ingest = ingest;
        _sender = sender;
        _feeds = feeds;
        _orgId = orgId;
        _sessionId = sessionId;
        _format = format;
        _live = live;
        _observe = observe;
        _gone = gone;
        Channels = format.LaneNames;
        ApiMetrics.AudioConnections.Add(1);
        // Elsewhere: whoever begins it may hold a lock.
        _outcome = Task.Run(() => FollowAsync(after, _closed.Token), CancellationToken.None);
    }

    /// <summary>Number of the first byte; it moves with the others when they go behind somebody else's.</summary>
    public long Start { get; private set; }

    /// <summary>Number of the next byte.</summary>
    public long Position => Volatile.Read(ref _end);

    /// <summary>Whether nothing has been written yet.</summary>
    public bool IsEmpty => Position == Start;

    /// <summary>Bytes whose outcome is on record.</summary>
    public long Acked => _opening.Input?.Acked ?? 0;

    /// <summary>Samples a second.</summary>
    public int SampleRate => _format.SampleRate;

    /// <summary>The session's channels that the audio goes to.</summary>
    public IReadOnlySet<string> Channels { get; }

    /// <summary>Of a channel that is, or was, open.</summary>
    private AudioInput Input => _opening.Input!;

    private bool IsFull => Position - Acked >= AudioInput.WindowOf(_format);

    /// <summary>Waits until the channel is open, for a while.</summary>
    /// <param name="patience">How long.</param>
    /// <param name="cancellationToken">Stops waiting; it is opened all the same.</param>
    /// <returns><see langword="null"/> when it is open or still being opened; else why it will not be.</returns>
    public async Task<GrainError?> OpenedAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_open.Task, _outcome, Task.Delay(patience, _ingest.Time, waiting.Token));
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return _outcome.IsCompleted && !_open.Task.IsCompleted ? await _outcome : null;
    }

    /// <summary>Sends audio; waits while too much is on its way.</summary>
    /// <param name="pcm">Whole sample blocks; copied.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>, or why no more audio is taken.</returns>
    public async Task<GrainError?> WriteAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        await WaitForRoomAsync(cancellationToken);
        if (_outcome.IsCompleted)
        {
            return await _outcome;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_cutByEnd)
            {
                _kept.Forget(Acked);
                _kept.Keep(_end, pcm.Span);
                Volatile.Write(ref _end, _end + pcm.Length);
                await HandOverAsync(pcm, AudioMark.None);
                ApiMetrics.AudioFrames.Add(1);
                ApiMetrics.AudioBytes.Add(pcm.Length);
                return null;
            }
        }
        finally
        {
            _gate.Release();
        }

        return await _outcome.WaitAsync(cancellationToken);
    }

    /// <summary>Says that no more audio will come, and waits until the outcome of all of it is on record.</summary>
    /// <param name="cancellationToken">Stops waiting; what was sent is still transcribed.</param>
    /// <param name="breaksOff">Whether there was more to hear, which goes on record.</param>
    /// <returns><see langword="null"/>, or why the rest will never be.</returns>
    public async Task<GrainError?> CompleteAsync(CancellationToken cancellationToken, bool breaksOff = false)
    {
        await StopAsync(cancellationToken, breaksOff);
        _feed?.Renew();
        return await _outcome.WaitAsync(cancellationToken);
    }

    /// <summary>Says that no more audio will come, and waits for nothing.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="breaksOff">Whether there was more to hear, which goes on record.</param>
    public async Task StopAsync(CancellationToken cancellationToken, bool breaksOff = false)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_stopped && !_outcome.IsCompleted)
            {
                _breaksOff = breaksOff;
                await HandOverAsync(default, AudioMark.Stop);
                _stopped = true;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ApiMetrics.AudioConnections.Add(-1);
        await _closed.CancelAsync();
        // However it ended: who wanted to know has waited for it.
        await ((Task)_outcome).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_feed is { } feed)
        {
            await feed.DisposeAsync();
        }

        _closed.Dispose();
        _gate.Dispose();
    }

    private async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (IsFull && !_outcome.IsCompleted)
        {
            var opening = _opening;
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            // There will be no room any more in one that is lost.
            var room = opening.IsLost ? Task.Delay(Timeout.Infinite, waiting.Token) : opening.Input!.WaitForRoomAsync(Position, waiting.Token);
            await Task.WhenAny(opening.Over, _outcome, room);
            await waiting.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Hands audio over, under the gate. What fails because a server is lost is lost audio as any other: the follower opens the channel anew and sends again what
    /// was kept.
    /// </summary>
    private async Task HandOverAsync(ReadOnlyMemory<byte> pcm, AudioMark mark)
    {
        var opening = _opening;
        if (opening.IsLost)
        {
            return;
        }

        try
        {
            await (mark == AudioMark.Stop ? opening.Input!.StopAsync(_breaksOff) : opening.Input!.WriteAsync(pcm.Span, mark));
        }
        catch (Exception failure) when (ExceptionProblems.Passing(failure) is not null)
        {
            opening.Lose();
            // Whatever signal takes this one's place in the mailbox: the follower wakes and sees for itself.
            _feed!.Post(new SignalMessage(_sessionId, new ChannelProgress(Channels.First(), opening.Input!.Connection, 0, 0, 0, 0, 0, ChannelProgress.Resend)));
        }
    }

    private async Task<GrainError?> FollowAsync(Task after, CancellationToken closed)
    {
        try
        {
            await after.WaitAsync(closed);
            if (await BeginAsync(closed) is { } refusal)
            {
                return refusal;
            }

            _open.SetResult();
            await foreach (var message in _feed!.ReadAsync(Patience, closed))
            {
                var error = await NoteAsync(message) ?? (_opening.IsLost ? AudioErrors.Resend : null);
                if (error is { Kind: GrainErrorKind.Unavailable })
                {
                    error = await ReopenAsync(error, closed);
                }

                await _observe(message);
                if (error is not null)
                {
                    return error;
                }

                if (_stopped && !_opening.IsLost && Input.IsAllShown(message, _feed))
                {
                    return _cutByEnd ? AudioErrors.Ended : null;
                }
            }

            return _feed.IsGone ? SessionFeedHub.Erased : new GrainError(GrainErrorKind.Unavailable, "server.overloaded", "The server could not follow its own session; what was acknowledged is on record.");
        }
        catch (Exception failure) when (!closed.IsCancellationRequested && (_open.Task.IsCompleted || !IsEmpty) && ExceptionProblems.Passing(failure) is { } error)
        {
            return error;
        }
    }

    private async Task<GrainError?> NoteAsync(FeedMessage message)
    {
        switch (message)
        {
            case SignalMessage { Signal: ChannelProgress progress }:
                return Input.Note(progress);

            case SnapshotMessage { Session: var session }:
                Input.Note(session);
                return await Input.CheckAsync();

            case EventMessage { Event.Data: ChannelOpened opened }:
                Input.Note(opened);
                return null;

            default:
                return null;
        }
    }
}
