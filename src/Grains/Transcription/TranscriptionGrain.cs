using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace MeetingIntel.Grains.Transcription;

/// <summary>One live speech-to-text stream. It owns the connection whose audio counts and the run that takes this audio to the provider.</summary>
[ImplicitStreamSubscription(StreamNames.Audio)]
internal sealed partial class TranscriptionGrain(ISttProvider provider, TimeProvider clock, ILogger<TranscriptionGrain> logger)
    : Grain, ITranscriptionGrain, IStreamSubscriptionObserver, IAsyncObserver<AudioFrame>
{
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(20);

    /// <summary>A client that is silent for so long has gone: what was said so far gets its final text.</summary>
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(10);

    /// <summary>A client that is silent for so long does not come back: the channel is closed.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(10);

    private TranscriptionKey key;
    private ISessionGrain session = null!;
    private TranscriptionRun? run;
    private ChannelMonitor monitor = null!;
    private IGrainTimer? timer;
    private string? connection;
    private bool live;
    private DateTimeOffset lastFrame;
    private bool askedForRest;
    private Task watch = Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        key = TranscriptionKey.Parse(this.GetPrimaryKeyString());
        session = GrainFactory.GetGrain<ISessionGrain>(key.SessionId);
        monitor = new ChannelMonitor(key, session, provider.Capabilities.Partials, delayed: false);
        return Task.CompletedTask;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<AudioFrame>().ResumeAsync(this);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (run is not null)
        {
            await run.DisposeAsync();
        }

        await watch;
    }

    public async Task<GrainResult<AudioOpened>> OpenAsync(OpenAudio command)
    {
        if (run is not null && (run.Stopping || run.SampleRate != command.SampleRate) && !await DrainAsync(run))
        {
            return new GrainError(GrainErrorKind.Unavailable, "audio.draining", "The channel is still finishing earlier audio; try again in a moment.");
        }

        var opened = await session.OpenChannelAsync(new OpenChannel(key.Channel, command.Speaker, command.SampleRate));
        if (!opened.Succeeded)
        {
            return opened.Error;
        }

        var end = run?.Received ?? opened.Value.AckedOffset;
        if (command.Offset > end)
        {
            return new GrainError(
                GrainErrorKind.Validation, "audio.offset-in-future", $"The channel has audio up to byte {end}; sending can't begin at byte {command.Offset}.");
        }

        run ??= Begin(opened.Value);
        run.Speaker = opened.Value.Speaker;
        connection = command.Connection;
        live = command.Live;
        lastFrame = clock.GetUtcNow();
        await monitor.TellAsync(run, connection);
        return new AudioOpened(run.Received, run.Acked);
    }

    public async Task OnNextAsync(AudioFrame item, StreamSequenceToken? token = null)
    {
        if (item.Connection == AudioConnections.Session)
        {
            run?.Stop();
            return;
        }

        if (run is null || connection is null)
        {
            await monitor.FaultAsync(item.Connection, run?.Acked ?? 0);
            return;
        }

        if (item.Connection != connection)
        {
            return;
        }

        if (item.Offset > run.Received)
        {
            LogHole(key, run.Received, item.Offset);
            connection = null;
            await monitor.FaultAsync(item.Connection, run.Acked);
            return;
        }

        lastFrame = clock.GetUtcNow();
        askedForRest = false;
        var known = (int)Math.Min(run.Received - item.Offset, item.Pcm.Length);
        var pcm = item.Pcm.AsMemory(known);
        if (pcm.Length > 0 || item.Mark != AudioMark.None)
        {
            monitor.Hear(pcm.Span);
            await run.AddAsync(pcm, item.Mark);
        }
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex)
    {
        LogStreamFailed(key, ex);
        var interrupted = connection;
        connection = null;
        return monitor.FaultAsync(interrupted, run?.Acked ?? 0);
    }

    private TranscriptionRun Begin(AudioChannel channel)
    {
        var begun = new TranscriptionRun(key, channel, session, provider, clock, logger, committed => monitor.TellAsync(committed, connection));
        monitor = new ChannelMonitor(key, session, provider.Capabilities.Partials, channel.Delayed);
        timer?.Dispose();
        timer = this.RegisterGrainTimer(
            static (grain, _) => grain.TickAsync(),
            this,
            // Interleaves, because audio that waits for room holds a turn. It changes nothing that a turn decides on.
            new GrainTimerCreationOptions { DueTime = ProgressPeriod, Period = ProgressPeriod, Interleave = true, KeepAlive = true });
        watch = WatchAsync(begun);
        return begun;
    }

    /// <summary>Sees a run to its end: done, or failed so that the client has to send again from what is committed.</summary>
    private async Task WatchAsync(TranscriptionRun watched)
    {
        try
        {
            await watched.Completion;
            await monitor.TellAsync(watched, connection);
        }
        catch (OperationCanceledException)
        {
            // Disposed by whoever deactivates the grain.
        }
        catch (Exception failure)
        {
            LogRunFailed(key, failure);
            await monitor.FaultAsync(connection, watched.Acked);
        }

        if (run == watched)
        {
            run = null;
            connection = null;
            timer?.Dispose();
        }

        await watched.DisposeAsync();
    }

    private async Task TickAsync()
    {
        if (run is not { } current)
        {
            return;
        }

        var silentFor = clock.GetUtcNow() - lastFrame;
        if (silentFor > AbandonedAfter)
        {
            current.Stop();
        }
        else if (silentFor > GoneAfter && !askedForRest && !current.Stopping)
        {
            askedForRest = true;
            current.FinalizeUtterance();
        }

        await monitor.TellIfChangedAsync(current, connection);
        if (live)
        {
            await monitor.ReportDelayAsync(current);
        }
    }

    private async Task<bool> DrainAsync(TranscriptionRun draining)
    {
        draining.Stop();
        try
        {
            await draining.Completion.WaitAsync(DrainPatience, clock);
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OutdatedTranscriptionException)
        {
            // Whoever watches the run has said so; what is committed is what counts.
        }

        if (run == draining)
        {
            run = null;
        }

        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Transcription {Key}: audio from byte {Offset} came, but byte {Expected} was next; the client is asked to send again.")]
    private partial void LogHole(TranscriptionKey key, long expected, long offset);

    [LoggerMessage(LogLevel.Error, "Transcription {Key}: the audio stream failed; the client is asked to send again.")]
    private partial void LogStreamFailed(TranscriptionKey key, Exception failure);

    [LoggerMessage(LogLevel.Error, "Transcription {Key} can't go on; the client is asked to send again from what is committed.")]
    private partial void LogRunFailed(TranscriptionKey key, Exception failure);
}
