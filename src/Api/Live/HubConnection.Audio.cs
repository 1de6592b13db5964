using MeetingIntel.Api.Transcription;

namespace MeetingIntel.Api.Live;

/// <summary>The audio that the client sends.</summary>
internal sealed partial class HubConnection
{
    private const int MaxAudioChannels = 4;

    /// <summary>Channels that are open, and such that are not finished after a change of microphone; each may hold what <see cref="AudioInput"/> counts.</summary>
    private const int MaxUnfinished = 2 * MaxAudioChannels;

    /// <summary>
    /// So long after its client has gone, audio may still get a channel. It may be back elsewhere and pause there; after a pause of 10 s what it had said here would
    /// be let in behind that.
    /// </summary>
    private static readonly TimeSpan LastOpening = TimeSpan.FromSeconds(5);

    /// <summary>So long an end waits for the last words. Astro's desktop app waits 10 s for its answer.</summary>
    private static readonly TimeSpan BeforeEnd = TimeSpan.FromSeconds(5);

    /// <summary>So long the last words may take when the client has gone.</summary>
    private static readonly TimeSpan LastAudio = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A room hears that audio is being processed once a second, not with each of twenty pieces: every time costs a call to the session and a message to every
    /// front-end that watches it, and Astro's clients only learn that it goes on.
    /// </summary>
    private static readonly TimeSpan ShowAudioEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(string Session, string Channel), AudioDelivery> _audio = [];
    private readonly List<Task> _finishing = [];
    private readonly Dictionary<string, long> _shown = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _over = OverAfter(aborted, time);
    private Task _showing = Task.CompletedTask;
    private bool _hasToldOfLateAudio;

    /// <summary>Whose audio it is, however often its channels are opened.</summary>
    public AudioSender Sender { get; } = new();

    /// <summary>The client has been gone for so long that nothing it has sent here gets a channel any more.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>The audio channel of a client that names none: one of its own, so that callers are not mixed.</summary>
    public string OwnChannel { get; } = $"mic-{id[..Math.Min(8, id.Length)]}";

    /// <summary>The audio channel of a session; a new one when there is none, or when the format is another.</summary>
    /// <param name="sessionId">The session; access was checked.</param>
    /// <param name="format">What comes.</param>
    /// <param name="begin">Begins to open it once a task has completed.</param>
    /// <returns>The channel's audio; or that there are too many channels, or that the client has gone.</returns>
    public GrainResult<AudioDelivery> Audio(string sessionId, AudioFormat format, Func<Task, AudioDelivery> begin)
    {
        var key = (sessionId, format.Channel);
        lock (_lock)
        {
            if (_gone || Over.IsCancellationRequested)
            {
                TellOfLateAudio(sessionId);
                return AudioErrors.ClientGone;
            }

            if (_audio.TryGetValue(key, out var otherwise) && otherwise.SampleRate == format.SampleRate)
            {
                return otherwise;
            }

            if ((otherwise is null && _audio.Count >= MaxAudioChannels) || _audio.Count + _finishing.Count(task => !task.IsCompleted) >= MaxUnfinished)
            {
                return TooMany;
            }

            // Another microphone: what came from the one before is finished first, as it was sent.
            return _audio[key] = begin(otherwise is null ? Task.CompletedTask : Behind(() => FinishAsync(sessionId, otherwise)));
        }
    }

    /// <summary>Forgets a channel that takes no more audio; the next piece opens it again. Leaves it alone when the client has gone and it is being finished.</summary>
    /// <param name="delivery">The channel's audio.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="reason">Why: a code.</param>
    public void ForgetAudio(AudioDelivery delivery, string sessionId, string reason)
    {
        lock (_lock)
        {
            if (_audio.FirstOrDefault(pair => pair.Value == delivery) is { Value: not null } kept && _audio.Remove(kept.Key))
            {
                if (delivery.Position > Math.Max(delivery.Start, delivery.Acked))
                {
                    LogUnfinished(sessionId, reason);
                }

                _ = Behind(() => delivery.DisposeAsync().AsTask());
            }
        }
    }

    /// <summary>A session is over: its channels are finished, and their places are free for the next session's.</summary>
    /// <param name="sessionId">The session.</param>
    /// <returns>Completes when the outcome of all that came for it is on record, or will never be; does not fail.</returns>
    public Task FinishAudio(string sessionId)
    {
        lock (_lock)
        {
            var finishing = new List<Task>();
            foreach (var (key, delivery) in _audio.Where(pair => pair.Key.Session == sessionId).ToList())
            {
                _audio.Remove(key);
                finishing.Add(Behind(() => FinishAsync(sessionId, delivery)));
            }

            return Task.WhenAll(finishing);
        }
    }

    /// <summary>The same before this client ends the session itself: its last words belong before the end, but no end waits long for them.</summary>
    /// <param name="sessionId">The session.</param>
    public async Task FinishAudioBeforeEndAsync(string sessionId)
    {
        using var waiting = new CancellationTokenSource();
        await Task.WhenAny(FinishAudio(sessionId), Task.Delay(BeforeEnd, time, waiting.Token));
        await waiting.CancelAsync();
    }

    /// <summary>Lets a session's room hear that audio came, now and then, without the client's next piece waiting for it.</summary>
    /// <param name="sessionId">The session, into which this connection just sent audio.</param>
    /// <param name="showAsync">Tells the room; does not throw.</param>
    public void ShowAudio(string sessionId, Func<Task> showAsync)
    {
        if (!_showing.IsCompleted || (_shown.TryGetValue(sessionId, out var shown) && time.GetElapsedTime(shown) < ShowAudioEvery))
        {
            return;
        }

        if (_shown.Count >= MaxAudioChannels)
        {
            _shown.Clear();
        }

        _shown[sessionId] = time.GetTimestamp();
        _showing = showAsync();
    }

    private static CancellationTokenSource OverAfter(CancellationToken aborted, TimeProvider time)
    {
        var over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        aborted.UnsafeRegister(_ => over.CancelAfter(LastOpening), state: null);
        return over;
    }

    /// <summary>Audio is finished without the client's next message waiting for it; the end of the connection does. Under the lock.</summary>
    private Task Behind(Func<Task> finishAsync)
    {
        _finishing.RemoveAll(task => task.IsCompletedSuccessfully);
        _finishing.Add(Task.Run(finishAsync));
        return _finishing[^1];
    }

    /// <summary>Once: there may be hundreds of pieces.</summary>
    private void TellOfLateAudio(string sessionId)
    {
        if (!_hasToldOfLateAudio)
        {
            _hasToldOfLateAudio = true;
            LogUnfinished(sessionId, AudioErrors.ClientGone.Code);
        }
    }

    /// <summary>Never throws.</summary>
    private async Task FinishAsync(string sessionId, AudioDelivery delivery)
    {
        using var patience = new CancellationTokenSource(LastAudio, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        await using (delivery)
        {
            try
            {
                // Also when the server is stopping: the channel would wait for more for ten minutes.
                await delivery.StopAsync(patience.Token);
                // Of a session that was erased meanwhile nothing is to be on record.
                if (await delivery.CompleteAsync(waiting.Token) is { Kind: not GrainErrorKind.NotFound } error)
                {
                    LogUnfinished(sessionId, error.Code);
                }
            }
            catch (OperationCanceledException)
            {
                LogUnfinished(sessionId, "given up");
            }
            catch (Exception exception)
            {
                LogFinishFailed(exception, sessionId);
            }
        }
    }

    [LoggerMessage(EventId = 51, Level = LogLevel.Warning, Message = "The last audio of a hub client of {SessionId} may not be on record: {Reason}")]
    private partial void LogUnfinished(string sessionId, string reason);

    [LoggerMessage(EventId = 52, Level = LogLevel.Error, Message = "Finishing the audio of a hub client of {SessionId} failed")]
    private partial void LogFinishFailed(Exception exception, string sessionId);
}
