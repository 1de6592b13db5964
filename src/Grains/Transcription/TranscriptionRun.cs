using MeetingIntel.Grains.Recordings;
using MeetingIntel.Observability;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Grains.Transcription;

/// <summary>
/// Takes one channel's audio to the provider and its outcome to the session, until the audio ends. Everything here runs on the grain's own
/// scheduler, between its turns; the provider computes elsewhere. When the provider fails it is opened again and given all audio that has no outcome.
/// </summary>
internal sealed partial class TranscriptionRun : IAsyncDisposable
{
    /// <summary>At most so much audio waits for its outcome, seconds: an endless sentence is split well before.</summary>
    public const int CapacitySeconds = 60;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly TranscriptionKey _key;
    private readonly ISttProvider _provider;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly UnackedAudio _audio;
    private readonly OutcomeWriter _writer;
    private readonly OutcomeHandler _outcomes;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private string? _deafBecause;
    private bool _disposed;

    /// <summary>Takes a channel's audio to its session's own timeline.</summary>
    public TranscriptionRun(
        TranscriptionKey key, AudioChannel channel, ISessionGrain session, ISttProvider provider, TimeProvider time, ILogger logger, Func<TranscriptionRun, bool, Task> onCommitted, AudioKeeper? keeper = null)
        : this(key, channel, new SessionTarget(session), provider, time, logger, onCommitted, keeper)
    {
    }

    /// <summary>Takes audio to wherever its outcome is to be.</summary>
    public TranscriptionRun(
        TranscriptionKey key, AudioChannel channel, IOutcomeTarget target, ISttProvider provider, TimeProvider time, ILogger logger, Func<TranscriptionRun, bool, Task> onCommitted, AudioKeeper? keeper)
    {
        _key = key;
        _provider = provider;
        _time = time;
        _logger = logger;
        SampleRate = channel.SampleRate;
        Sender = channel.Sender;
        _audio = new UnackedAudio(channel.AckedOffset, CapacitySeconds * SampleRate * AudioClock.SampleSize, time);
        _writer = new OutcomeWriter(target, key, time, logger);
        _outcomes = new OutcomeHandler(key, channel, _audio, _writer, new PartialFeed(target, time), provider, keeper, time, sessionEnded => onCommitted(this, sessionEnded));
        _work = RunAsync();
    }

    public int SampleRate { get; }

    /// <summary>Whose audio it is, all of it; <see langword="null"/>: of clients that number the channel's bytes themselves.</summary>
    public string? Sender { get; }

    public long Received => _audio.Received;

    public long Acked => _audio.Acked;

    /// <summary>The byte up to which the provider has heard.</summary>
    public long Heard => _outcomes.Heard;

    /// <summary>Whether the client said that no more audio will come.</summary>
    public bool Stopping { get; private set; }

    /// <summary>Whether somebody ends it before its audio does.</summary>
    public bool IsBrokenOff => _disposed || _stop.IsCancellationRequested;

    /// <summary>Completes when the outcome of all audio is committed; fails when the run can't go on and the client must send again.</summary>
    public Task Completion => _work;

    /// <summary>Why the provider can't hear at all, as a code; <see langword="null"/>: it can.</summary>
    public string? DeafBecause => _deafBecause;

    /// <summary>How long the oldest audio that was not yet heard has been waiting.</summary>
    public TimeSpan Lag => WaitingSince(_outcomes.Heard);

    /// <summary>How long the oldest audio without a committed outcome has been waiting. A sentence has none before it ends.</summary>
    public TimeSpan AckLag => WaitingSince(_audio.Acked);

    /// <summary>Whether the session or the database is away, and an outcome waits for it.</summary>
    public bool IsStuck => _writer.IsWaiting;

    /// <summary>Who speaks on the channel from now on, as its client calls them.</summary>
    public string? Speaker
    {
        set => _outcomes.Speaker = value;
    }

    /// <summary>The recorded span of the connection that the audio comes over from now on, if any.</summary>
    public string? ConnectionTrace
    {
        set => _outcomes.ConnectionTrace = value;
    }

    public ValueTask AddAsync(ReadOnlyMemory<byte> pcm, AudioMark mark)
    {
        if (Stopping)
        {
            return ValueTask.CompletedTask;
        }

        if (mark == AudioMark.BreakOff)
        {
            _outcomes.BreaksOff = true;
            mark = AudioMark.None;
        }

        Stopping = mark == AudioMark.Stop;
        return _audio.AddAsync(pcm, mark, _stop.Token);
    }

    /// <summary>Ends the audio here; what was received is still transcribed.</summary>
    public void Stop()
    {
        if (!Stopping)
        {
            Stopping = true;
            _audio.AddMark(AudioMark.Stop);
        }
    }

    /// <summary>Asks for the final text of what was said so far.</summary>
    public void FinalizeUtterance() => _audio.AddMark(AudioMark.Finalize);

    /// <summary>Shows the newest partial if it was held back.</summary>
    public Task ShowPartialAsync() => _outcomes.ShowPartialAsync();

    /// <summary>Ends it; may be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            await _stop.CancelAsync();
        }

        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _disposed = true;
        _stop.Dispose();
    }

    private TimeSpan WaitingSince(long offset) => _audio.ReceivedAt(offset) is { } since ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    private async Task RunAsync()
    {
        // It goes on when the call that began it, and that call's connection, have ended.
        CallContext.Leave();
        for (var failures = 0; ;)
        {
            var before = _audio.Acked;
            try
            {
                await using var stream = await OpenAsync();
                await TranscribeAsync(stream);
                return;
            }
            catch (SttException failure)
            {
                failures = _audio.Acked > before ? 1 : failures + 1;
                SpeechMetrics.ProviderFailed(_provider.Name, failure.Code);
                if (!failure.Recoverable)
                {
                    LogDeaf(_key, _provider.Name, failure.Code, failure);
                    _deafBecause = failure.Code;
                    continue;
                }

                var pause = TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, 200 * Math.Pow(2, failures - 1)));
                LogProviderFailed(_key, _provider.Name, failure.Code, _audio.Received - _audio.Acked, pause.TotalSeconds, failure);
                await Task.Delay(pause, _time, _stop.Token);
            }
        }
    }

    private async ValueTask<ISttStream> OpenAsync() => _deafBecause is { } reason
        ? new DeafSttStream(reason, _provider.Capabilities.SampleRate)
        : await _provider.OpenAsync(new SttStreamOptions(), _stop.Token);

    private async Task TranscribeAsync(ISttStream stream)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _outcomes.BeginStream(SampleRate);
        var feed = new AudioFeed(_audio, SampleRate, stream, _provider.Capabilities.SampleRate).RunAsync(both.Token);
        var read = _outcomes.ReadAsync(stream, both.Token);
        var commit = _outcomes.CommitAsync(both.Token);
        try
        {
            await foreach (var ended in Task.WhenEach(feed, read, commit))
            {
                await ended;
            }

            await _outcomes.CloseAsync(_stop.Token);
        }
        finally
        {
            await both.CancelAsync();
            await Task.WhenAll(feed, read, commit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Transcription {Key}: {Provider} failed ({Code}) with {Bytes} bytes unheard; they are sent again in {Pause} s.")]
    private partial void LogProviderFailed(TranscriptionKey key, string provider, string code, long bytes, double pause, Exception failure);

    [LoggerMessage(LogLevel.Error, "Transcription {Key}: {Provider} can't hear at all ({Code}); the audio is recorded as a gap. Fix the provider, then open the channel again.")]
    private partial void LogDeaf(TranscriptionKey key, string provider, string code, Exception failure);
}
