using MeetingIntel.Api.Transcription;

namespace MeetingIntel.Api.Live;

/// <summary>The audio that the client sends.</summary>
internal sealed partial class HubConnection
{
    private const int MaxAudioChannels = 4;

    /// <summary>So long the last words may take when the client has gone.</summary>
    private static readonly TimeSpan LastAudio = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A room hears that audio is being processed once a second, not with each of twenty pieces: every time costs a call to the session and a message to every
    /// front-end that watches it, and Astro's clients only learn that it goes on.
    /// </summary>
    private static readonly TimeSpan ShowAudioEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(string Session, string Channel), AudioDelivery> _audio = [];
    private readonly Dictionary<string, long> _shown = new(StringComparer.Ordinal);

    /// <summary>Whose audio it is, however often its channels are opened.</summary>
    public AudioSender Sender { get; } = new();

    /// <summary>The audio channel of a client that names none: one of its own, so that callers are not mixed.</summary>
    public string OwnChannel { get; } = $"mic-{id[..Math.Min(8, id.Length)]}";

    /// <summary>The open audio channel of a session, opened when it is not.</summary>
    /// <param name="sessionId">The session; access was checked.</param>
    /// <param name="format">What comes.</param>
    /// <param name="openAsync">Opens it.</param>
    /// <exception cref="OperationCanceledException">The client went while it was opened.</exception>
    public async Task<GrainResult<AudioDelivery>> AudioAsync(string sessionId, AudioFormat format, Func<Task<GrainResult<AudioDelivery>>> openAsync)
    {
        var key = (sessionId, format.Channel);
        AudioDelivery? otherwise;
        lock (_lock)
        {
            if (_audio.TryGetValue(key, out otherwise) && otherwise.SampleRate == format.SampleRate)
            {
                return otherwise;
            }

            if (otherwise is null && _audio.Count >= MaxAudioChannels)
            {
                return TooMany;
            }

            _audio.Remove(key);
        }

        if (otherwise is not null)
        {
            // Another microphone. What came from the one before is finished first, as it was sent.
            await FinishAsync(sessionId, otherwise);
        }

        var opened = await openAsync();
        if (opened.Succeeded && !TryKeep(key, opened.Value))
        {
            await FinishAsync(sessionId, opened.Value);
            throw new OperationCanceledException("The client has gone.");
        }

        return opened;
    }

    /// <summary>Forgets a channel that takes no more audio; the next piece opens it again. Leaves it alone when the client has gone and it is being finished.</summary>
    /// <param name="delivery">The channel's audio.</param>
    public async ValueTask ForgetAudioAsync(AudioDelivery delivery)
    {
        bool wasKept;
        lock (_lock)
        {
            wasKept = _audio.FirstOrDefault(pair => pair.Value == delivery) is { Value: not null } kept && _audio.Remove(kept.Key);
        }

        if (wasKept)
        {
            await delivery.DisposeAsync();
        }
    }

    /// <summary>Whether a session's room is to hear now that audio came; if so, it counts as told.</summary>
    /// <param name="sessionId">The session, into which this connection just sent audio.</param>
    /// <param name="time">The clock.</param>
    public bool ShowsAudio(string sessionId, TimeProvider time)
    {
        if (_shown.TryGetValue(sessionId, out var shown) && time.GetElapsedTime(shown) < ShowAudioEvery)
        {
            return false;
        }

        if (_shown.Count >= MaxAudioChannels)
        {
            _shown.Clear();
        }

        _shown[sessionId] = time.GetTimestamp();
        return true;
    }

    /// <returns>Whether the client is still there.</returns>
    private bool TryKeep((string Session, string Channel) key, AudioDelivery delivery)
    {
        lock (_lock)
        {
            return !_gone && _audio.TryAdd(key, delivery);
        }
    }

    /// <summary>Never throws.</summary>
    private async Task FinishAsync(string sessionId, AudioDelivery delivery)
    {
        using var patience = new CancellationTokenSource(LastAudio);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        await using (delivery)
        {
            try
            {
                // Also when the server is stopping: the channel would wait for more for ten minutes.
                await delivery.StopAsync(patience.Token);
                if (await delivery.CompleteAsync(waiting.Token) is { } error)
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
