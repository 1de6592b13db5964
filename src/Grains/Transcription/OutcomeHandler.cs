using MeetingIntel.Providers.Stt;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Transcription;

/// <summary>Turns what a provider says into outcomes on the session's timeline and partials on its feed.</summary>
internal sealed class OutcomeHandler(
    TranscriptionKey key, AudioChannel channel, UnackedAudio audio, OutcomeWriter writer, PartialFeed partials, ISttProvider provider, Func<Task> onCommitted)
{
    // Silence is committed a second at a time: often enough for the client's buffer, seldom enough for the database.
    private const double SilenceStep = 1;

    // Texts that may gather while a commit is under way; then the provider waits.
    private const int MaxGathered = 32;

    private readonly List<TranscriptSegment> _segments = [];
    private readonly List<TranscriptGap> _gaps = [];
    private long? _settled;
    private Task _committing = Task.CompletedTask;

    private AudioClock _clock = new(channel.AckedOffset, channel.AckedTime, channel.SampleRate);
    private double _ackedTime = channel.AckedTime;

    /// <summary>The channel's byte up to which the provider has listened.</summary>
    public long Heard { get; private set; } = channel.AckedOffset;

    /// <summary>Who speaks on the channel.</summary>
    public string? Speaker { get; set; } = channel.Speaker;

    /// <summary>Begins a provider stream at the end of the committed audio.</summary>
    /// <param name="sampleRate">Samples a second of the channel's PCM.</param>
    public void BeginStream(int sampleRate)
    {
        _segments.Clear();
        _gaps.Clear();
        _settled = null;
        _committing = Task.CompletedTask;
        Heard = audio.Acked;
        _clock = new AudioClock(audio.Acked, _ackedTime, sampleRate);
    }

    /// <summary>Shows the newest partial if it was held back.</summary>
    public Task ShowPartialAsync() => partials.ShowAsync();

    /// <summary>Takes what the provider says until it has said all; then, or when it fails, everything it settled is committed.</summary>
    public async Task ReadAsync(ISttStream stream, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in stream.ReadEventsAsync(cancellationToken))
            {
                await TakeAsync(item, cancellationToken);
            }
        }
        finally
        {
            await _committing;
        }
    }

    /// <summary>The provider has given the outcome of all audio, and no more comes.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => CommitAsync(audio.Received, [], [], close: true, cancellationToken);

    private Task TakeAsync(SttEvent item, CancellationToken cancellationToken)
    {
        switch (item)
        {
            case SttPartial partial:
                Hear(partial.End);
                return partials.OfferAsync(new PartialTranscript(key.Channel, Speaker, partial.Text, _clock.TimeAt(partial.Start), _clock.TimeAt(partial.End)));
            case SttFinal final:
                Hear(final.Watermark);
                partials.Drop();
                _segments.Add(Segment(final));
                return SettleAsync(final.Watermark, cancellationToken);
            case SttGap gap:
                Hear(gap.End);
                _gaps.Add(new TranscriptGap(key.Channel, _clock.TimeAt(gap.Start), _clock.TimeAt(gap.End), gap.Reason));
                return SettleAsync(gap.End, cancellationToken);
            case SttWatermark silence:
                Hear(silence.Time);
                return _clock.TimeAt(silence.Time) - _ackedTime >= SilenceStep ? SettleAsync(silence.Time, cancellationToken) : Task.CompletedTask;
            default:
                throw new InvalidOperationException($"{provider.Name} says '{item.GetType().Name}', which nobody here understands.");
        }
    }

    /// <summary>Commits what is settled: at once, or together with what else is settled while an earlier commit is under way.</summary>
    private async Task SettleAsync(TimeSpan until, CancellationToken cancellationToken)
    {
        _settled = _clock.OffsetAt(until);
        if (!_committing.IsCompleted && _segments.Count + _gaps.Count < MaxGathered)
        {
            return;
        }

        await _committing;
        _committing = CommitSettledAsync(cancellationToken);
    }

    private async Task CommitSettledAsync(CancellationToken cancellationToken)
    {
        while (_settled is { } to)
        {
            TranscriptSegment[] segments = [.. _segments];
            TranscriptGap[] gaps = [.. _gaps];
            _settled = null;
            _segments.Clear();
            _gaps.Clear();
            await CommitAsync(to, segments, gaps, close: false, cancellationToken);
        }
    }

    private async Task CommitAsync(
        long to, IReadOnlyList<TranscriptSegment> segments, IReadOnlyList<TranscriptGap> gaps, bool close, CancellationToken cancellationToken)
    {
        // A text always moves the offset, so that the same text can't be committed twice.
        var least = segments.Count + gaps.Count > 0 ? AudioClock.SampleSize : 0;
        to = Math.Clamp(to, Math.Min(audio.Received, audio.Acked + least), audio.Received);
        var outcome = new CommitOutcome(key.Channel, audio.Acked, to, _clock.TimeAt(to), segments, gaps, close);
        var committed = await writer.CommitAsync(outcome, cancellationToken);
        _ackedTime = committed.AckedTime;
        audio.Acknowledge(committed.AckedOffset);
        Heard = Math.Max(Heard, committed.AckedOffset);
        await onCommitted();
    }

    private void Hear(TimeSpan time) => Heard = Math.Max(Heard, Math.Min(_clock.OffsetAt(time), audio.Received));

    private TranscriptSegment Segment(SttFinal final) => new(
        Ids.NewSegment(), key.Channel, Speaker, _clock.TimeAt(final.Start), _clock.TimeAt(final.End), final.Text,
        [.. final.Words.Select(word => new TranscriptWord(word.Text, Round(_clock.TimeAt(word.Start)), Round(_clock.TimeAt(word.End)), word.Confidence))],
        final.Confidence, provider.Name, provider.Capabilities.Model);

    private static double Round(double seconds) => Math.Round(seconds, 3);
}
