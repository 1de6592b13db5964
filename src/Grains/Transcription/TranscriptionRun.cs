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

    private readonly TranscriptionKey key;
    private readonly ISttProvider provider;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly UnackedAudio audio;
    private readonly OutcomeHandler outcomes;
    private readonly CancellationTokenSource stop = new();
    private readonly Task work;
    private string? deafBecause;

    public TranscriptionRun(TranscriptionKey key, AudioChannel channel, ISessionGrain session, ISttProvider provider, TimeProvider time, ILogger logger, Func<TranscriptionRun, Task> onCommitted)
    {
        this.key = key;
        this.provider = provider;
        this.time = time;
        this.logger = logger;
        SampleRate = channel.SampleRate;
        audio = new UnackedAudio(channel.AckedOffset, CapacitySeconds * SampleRate * AudioClock.SampleSize);
        outcomes = new OutcomeHandler(key, channel, audio, session, new OutcomeWriter(session, key, time, logger), provider, () => onCommitted(this));
        work = RunAsync();
    }

    public int SampleRate { get; }

    public long Received => audio.Received;

    public long Acked => audio.Acked;

    /// <summary>Whether the client said that no more audio will come.</summary>
    public bool Stopping { get; private set; }

    /// <summary>Completes when the outcome of all audio is committed; fails when the run can't go on and the client must send again.</summary>
    public Task Completion => work;

    /// <summary>How long the oldest audio that was not yet heard has been waiting.</summary>
    public TimeSpan Lag => audio.ReceivedAt(outcomes.Heard) is { } since ? time.GetUtcNow() - since : TimeSpan.Zero;

    /// <summary>Who speaks on the channel from now on.</summary>
    public string? Speaker
    {
        set => outcomes.Speaker = value;
    }

    public Task AddAsync(ReadOnlyMemory<byte> pcm, AudioMark mark)
    {
        if (Stopping)
        {
            return Task.CompletedTask;
        }

        Stopping = mark == AudioMark.Stop;
        return audio.AddAsync(pcm, mark, time.GetUtcNow(), stop.Token);
    }

    /// <summary>Ends the audio here; what was received is still transcribed.</summary>
    public void Stop()
    {
        if (!Stopping)
        {
            Stopping = true;
            audio.AddMark(AudioMark.Stop, time.GetUtcNow());
        }
    }

    /// <summary>Asks for the final text of what was said so far.</summary>
    public void FinalizeUtterance() => audio.AddMark(AudioMark.Finalize, time.GetUtcNow());

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        for (var failures = 0; ;)
        {
            var before = audio.Acked;
            try
            {
                await using var stream = await OpenAsync();
                await TranscribeAsync(stream);
                return;
            }
            catch (SttException failure)
            {
                failures = audio.Acked > before ? 1 : failures + 1;
                if (!failure.Recoverable)
                {
                    LogDeaf(key, provider.Name, failure.Code, failure);
                    deafBecause = failure.Code;
                    continue;
                }

                var pause = TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, 200 * Math.Pow(2, failures - 1)));
                LogProviderFailed(key, provider.Name, failure.Code, audio.Received - audio.Acked, pause.TotalSeconds, failure);
                await Task.Delay(pause, time, stop.Token);
            }
        }
    }

    private async ValueTask<ISttStream> OpenAsync() => deafBecause is { } reason
        ? new DeafSttStream(reason, provider.Capabilities.SampleRate)
        : await provider.OpenAsync(new SttStreamOptions(), stop.Token);

    private async Task TranscribeAsync(ISttStream stream)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var clock = outcomes.BeginStream(SampleRate);
        var feed = new AudioFeed(audio, clock, stream, provider.Capabilities.SampleRate).RunAsync(both.Token);
        var read = outcomes.ReadAsync(stream, both.Token);
        try
        {
            await await Task.WhenAny(feed, read);
            await feed;
            await read;
            await outcomes.CloseAsync(stop.Token);
        }
        finally
        {
            await both.CancelAsync();
            await Task.WhenAll(feed, read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Transcription {Key}: {Provider} failed ({Code}) with {Bytes} bytes unheard; they are sent again in {Pause} s.")]
    private partial void LogProviderFailed(TranscriptionKey key, string provider, string code, long bytes, double pause, Exception failure);

    [LoggerMessage(LogLevel.Error, "Transcription {Key}: {Provider} can't hear at all ({Code}); the audio is recorded as a gap. Fix the provider, then open the channel again.")]
    private partial void LogDeaf(TranscriptionKey key, string provider, string code, Exception failure);
}
