using System.Threading.Channels;
using MeetingIntel.Grains.Recordings;
using MeetingIntel.Grains.Sessions;
using MeetingIntel.Observability;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Transcription;

/// <summary>Turns what a provider says into outcomes on the session's timeline and partials on its feed.</summary>
internal sealed class OutcomeHandler(
    TranscriptionKey key, AudioChannel channel, UnackedAudio audio, OutcomeWriter writer, PartialFeed partials, ISttProvider provider, AudioKeeper? keeper, TimeProvider clock, Func<bool, Task> onCommitted)
{
    // Silence is committed a second at a time: often enough for the client's buffer, seldom enough for the database.
    private const double SilenceStep = 1;

    // Each commit is a file, then, which takes the disk longer than a row.
    private const double KeptSilenceStep = 5;

    // Texts that may wait for the commit under way; then the provider waits. What waits is committed together.
    private const int MaxSettled = 32;

    private Channel<Settled> _settled = NewQueue();
    private AudioClock _clock = new(channel.AckedOffset, channel.AckedTime, channel.SampleRate);
    private double _ackedTime = channel.AckedTime;
    private double _settledTime;

    /// <summary>The channel's byte up to which the provider has listened.</summary>
    public long Heard { get; private set; } = channel.AckedOffset;

    /// <summary>Who speaks on the channel, as its client calls them: what people call them by then the session knows.</summary>
    public string? Speaker { get; set; } = SessionRules.OpenedFor(channel);

    /// <summary>Whether there was more to hear than came.</summary>
    public bool BreaksOff { get; set; }

    /// <summary>The recorded span of the connection that the audio comes over, if any.</summary>
    public string? ConnectionTrace { get; set; }

    /// <summary>Begins a provider stream at the end of the committed audio.</summary>
    /// <param name="sampleRate">Samples a second of the channel's PCM.</param>
    public void BeginStream(int sampleRate)
    {
        _settled = NewQueue();
        _settledTime = _ackedTime;
        Heard = audio.Acked;
        _clock = new AudioClock(audio.Acked, _ackedTime, sampleRate);
    }

    /// <summary>Shows the newest partial if it was held back.</summary>
    public Task ShowPartialAsync() => writer.IsWaiting ? Task.CompletedTask : partials.ShowAsync();

    /// <summary>Takes what the provider says until it has said all.</summary>
    public async Task ReadAsync(ISttStream stream, CancellationToken cancellationToken)
    {
        var settled = _settled.Writer;
        await foreach (var item in stream.ReadEventsAsync(cancellationToken))
        {
            switch (item)
            {
                case SttPartial partial:
                    Hear(partial.End);
                    await ShowAsync(new PartialTranscript(key.Channel, Speaker, partial.Text, _clock.TimeAt(partial.Start), _clock.TimeAt(partial.End)));
                    break;
                case SttFinal final:
                    Hear(final.Watermark);
                    partials.Drop();
                    await settled.WriteAsync(Spoken(final), cancellationToken);
                    break;
                case SttGap gap:
                    Hear(gap.End);
                    var lost = new TranscriptGap(key.Channel, _clock.TimeAt(gap.Start), _clock.TimeAt(gap.End), gap.Reason);
                    await settled.WriteAsync(SettledUntil(gap.End) with { Gap = lost }, cancellationToken);
                    break;
                case SttWatermark silence:
                    Hear(silence.Time);
                    if (_clock.TimeAt(silence.Time) - _settledTime >= (keeper?.For is null ? SilenceStep : KeptSilenceStep))
                    {
                        await settled.WriteAsync(SettledUntil(silence.Time), cancellationToken);
                    }

                    break;
                default:
                    throw new InvalidOperationException($"{provider.Name} says '{item.GetType().Name}', which nobody here understands.");
            }
        }

        settled.Complete();
    }

    /// <summary>Commits what <see cref="ReadAsync"/> has settled, until that has ended; what was settled while a commit was under way goes together.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        var settled = _settled.Reader;
        while (await settled.WaitToReadAsync(cancellationToken))
        {
            var segments = new List<TranscriptSegment>();
            var gaps = new List<TranscriptGap>();
            var batch = new SettledBatch();
            var until = audio.Acked;
            while (settled.TryRead(out var item))
            {
                until = Math.Max(until, item.Until);
                segments.AddRange(item.Segment is { } segment ? [segment] : []);
                gaps.AddRange(item.Gap is { } gap ? [gap] : []);
                batch.Add(item);
            }

            await CommitAsync(until, segments, gaps, batch, cancellationToken);
        }
    }

    private async Task CommitAsync(
        long until, IReadOnlyList<TranscriptSegment> segments, IReadOnlyList<TranscriptGap> gaps, SettledBatch batch, CancellationToken cancellationToken)
    {
        CallContext.Enter(batch.Trace);
        try
        {
            await CommitAsync(until, segments, gaps, close: false, cancellationToken);
            batch.Committed(clock);
        }
        catch (Exception failure)
        {
            batch.Failed(failure);
            throw;
        }
    }

    /// <summary>The provider has given the outcome of all audio, and no more comes.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) =>
        CommitAsync(audio.Received, [], BreaksOff ? [TranscriptGap.BreaksOff(key.Channel, _clock.TimeAt(audio.Received))] : [], close: true, cancellationToken);

    private async Task CommitAsync(
        long to, IReadOnlyList<TranscriptSegment> segments, IReadOnlyList<TranscriptGap> gaps, bool close, CancellationToken cancellationToken)
    {
        // A text always moves the offset, or closes the channel, so that the same text can't be committed twice.
        var least = segments.Count + gaps.Count > 0 && !close ? AudioClock.SampleSize : 0;
        to = Math.Clamp(to, Math.Min(audio.Received, audio.Acked + least), audio.Received);
        var outcome = new CommitOutcome(key.Channel, audio.Acked, to, _clock.TimeAt(to), segments, gaps, close);
        await KeepAsync(to, cancellationToken);
        var (committed, sessionEnded) = await WriteAsync(outcome, cancellationToken);
        CallContext.LeaveTrace();
        _ackedTime = committed.AckedTime;
        audio.Acknowledge(committed.AckedOffset);
        Heard = Math.Max(Heard, committed.AckedOffset);
        await onCommitted(sessionEnded);
    }

    private async Task<(AudioChannel Committed, bool SessionEnded)> WriteAsync(CommitOutcome outcome, CancellationToken cancellationToken)
    {
        try
        {
            var (committed, sessionEnded, _, keptFor) = await writer.CommitAsync(outcome, cancellationToken);
            await (keeper?.AcknowledgeAsync(keptFor, cancellationToken) ?? Task.CompletedTask);
            return (committed, sessionEnded);
        }
        catch (OutdatedTranscriptionException failure) when (failure.IsErased && keeper is not null)
        {
            await keeper.EraseAsync(cancellationToken);
            throw;
        }
    }

    /// <summary>Before it is acknowledged: a client forgets what was.</summary>
    private async Task KeepAsync(long to, CancellationToken cancellationToken)
    {
        if (keeper is null || to <= audio.Acked)
        {
            return;
        }

        await keeper.LookAsync();
        if (keeper.For is not null)
        {
            await keeper.KeepAsync(new AudioPiece(audio.Acked, to, TimeSpan.FromSeconds(_ackedTime), channel.SampleRate), audio.Held(to), cancellationToken);
        }
    }

    /// <summary>While the session is away nobody would see it.</summary>
    private Task ShowAsync(PartialTranscript partial) => writer.IsWaiting ? Task.CompletedTask : partials.OfferAsync(partial);

    private Settled SettledUntil(TimeSpan time)
    {
        _settledTime = _clock.TimeAt(time);
        return new Settled(_clock.OffsetAt(time), null, null);
    }

    private Settled Spoken(SttFinal final)
    {
        var now = clock.GetUtcNow();
        var since = audio.ReceivedAt(_clock.OffsetAt(final.Start)) is { } received ? now - clock.GetElapsedTime(received) : now;
        return SettledUntil(final.Watermark) with
        {
            Segment = Segment(final),
            SpokenAt = audio.ReceivedAt(_clock.OffsetAt(final.End) - AudioClock.SampleSize),
            Trace = UtteranceTrace.Heard(key, provider.Name, since, now, ConnectionTrace),
        };
    }

    private void Hear(TimeSpan time) => Heard = Math.Max(Heard, Math.Min(_clock.OffsetAt(time), audio.Received));

    private TranscriptSegment Segment(SttFinal final) => new(
        Ids.NewSegment(), key.Channel, Speaker, _clock.TimeAt(final.Start), _clock.TimeAt(final.End), final.Text,
        [.. final.Words.Select(word => new TranscriptWord(word.Text, Round(_clock.TimeAt(word.Start)), Round(_clock.TimeAt(word.End)), word.Confidence))],
        final.Confidence, provider.Name, provider.Capabilities.Model);

    private static Channel<Settled> NewQueue() =>
        Channel.CreateBounded<Settled>(new BoundedChannelOptions(MaxSettled) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = false });

    private static double Round(double seconds) => Math.Round(seconds, 3);
}
