using MeetingIntel.Providers.Stt.Endpointing;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>The steps: all of this runs on the scheduler's threads, never two at once.</summary>
internal sealed partial class PocketSphinxStream
{
    /// <summary>Frames listened to in one step.</summary>
    private const int FramesPerStep = 10;

    /// <summary>Chunks between two looks at the words so far.</summary>
    private const int ChunksPerPartial = 2;

    /// <summary>A step says at most so many things.</summary>
    private const int EventsPerStep = 4;

    /// <summary>In silence the watermark is said once in so much audio.</summary>
    private static readonly int WatermarkInterval = SampleClock.Samples(500);

    private readonly Endpointer _endpointer = new();
    private Utterance? _utterance;
    private Decoder? _decoder;
    private Decoder? _granted;
    private SttException? _refusal;
    private long _watermark;
    private bool _requested;
    private volatile bool _reclaimed;
    private bool _over;

    /// <inheritdoc/>
    protected override bool Step(short[] scratch)
    {
        try
        {
            TakeGrant();
            if (_disposing)
            {
                Close();
                return false;
            }

            if (Interlocked.Exchange(ref _refusal, null) is { } refusal)
            {
                Fail(refusal);
                return false;
            }

            _waitingForReader = _events.Reader.Count > EventCapacity - EventsPerStep;
            if (_over || (_waitingForReader && _events.Reader.Count > EventCapacity - EventsPerStep))
            {
                return false;
            }

            return _utterance is { } utterance ? Decode(utterance, scratch) : Listen(scratch);
        }
        catch (Exception exception)
        {
            Fail(exception as SttException ?? new SttException("stt.failed", "Decoding failed.", recoverable: true, exception));
            return false;
        }
    }

    private bool Listen(short[] scratch)
    {
        for (var i = 0; i < FramesPerStep; i++)
        {
            if (!TakeFrame(scratch, out var frame, out var boundary))
            {
                return false;
            }

            var endpoint = frame.IsEmpty ? Endpoint.None : _endpointer.Listen(frame);
            if (boundary)
            {
                EndAtBoundary();
                return true;
            }

            switch (endpoint)
            {
                case Endpoint.Began:
                    _utterance = new Utterance(_endpointer.UtteranceStart, _endpointer.VoiceStart);
                    return true;
                case Endpoint.Ended:
                    _utterance!.End = UtteranceEnd.Pause;
                    return true;
                case Endpoint.Overlong:
                    _utterance!.End = UtteranceEnd.Overlong;
                    return true;
                case Endpoint.None when _utterance is null:
                    Settle(_endpointer.Watermark, say: _endpointer.Watermark - _watermark >= WatermarkInterval);
                    break;
            }
        }

        return true;
    }

    private void EndAtBoundary()
    {
        if (_endpointer.Flush() == Endpoint.Ended || _utterance is not null)
        {
            _utterance ??= new Utterance(_endpointer.UtteranceStart, _endpointer.VoiceStart);
            _utterance.End = UtteranceEnd.Boundary;
            return;
        }

        Settle(_endpointer.Heard, say: true);
        LeaveBoundary();
    }

    private bool Decode(Utterance utterance, short[] scratch)
    {
        var ended = utterance.End != UtteranceEnd.None;
        var ahead = _endpointer.Heard - utterance.Decoded;
        if (!ended && ahead < (utterance.Begun ? Decoder.ChunkSamples : Decoder.ProvisionalSamples))
        {
            return Listen(scratch) || GiveBackWhenStalled(utterance);
        }

        if (_decoder is null)
        {
            RequestDecoder();
            return Volatile.Read(ref _granted) is not null;
        }

        _reclaimed = false;
        Begin(utterance, _decoder, ended, scratch);
        if (utterance.Decoded < _endpointer.Heard)
        {
            Process(utterance, _decoder, scratch);
            return true;
        }

        Finish(utterance, _decoder.End());
        return true;
    }

    /// <summary>Begins with the mean of the utterance's first part; before that is there, with less of it, to show something.</summary>
    private void Begin(Utterance utterance, Decoder decoder, bool ended, short[] scratch)
    {
        var heard = _endpointer.Heard - utterance.Start;
        var provisional = !ended && heard < Decoder.PrimeSamples;
        if (utterance.Begun && (provisional || !utterance.Provisional))
        {
            return;
        }

        if (utterance.Begun)
        {
            decoder.Abandon();
            utterance.Restart();
        }

        decoder.Begin(Read(utterance.Start, (int)Math.Min(heard, provisional ? Decoder.ProvisionalSamples : Decoder.PrimeSamples), scratch));
        utterance.Begin(provisional);
    }

    private void Process(Utterance utterance, Decoder decoder, short[] scratch)
    {
        var chunk = Read(utterance.Decoded, (int)Math.Min(_endpointer.Heard - utterance.Decoded, Decoder.ChunkSamples), scratch);
        decoder.Process(chunk);
        utterance.Advance(chunk.Length);
        if ((utterance.Decoded - utterance.Start) / Decoder.ChunkSamples % ChunksPerPartial == 0 && utterance.Partial(decoder.Hypothesis()) is { } partial)
        {
            Say(partial);
        }
    }

    private void Finish(Utterance utterance, IReadOnlyList<DecodedWord> words)
    {
        ReturnDecoder();
        var spoken = FinalWords.Of(utterance.Start, utterance.Continued, words);
        var watermark = _endpointer.Heard;
        switch (utterance.End)
        {
            case UtteranceEnd.Overlong:
                watermark = FinalWords.Cut(spoken, _endpointer);
                spoken = spoken.Where(word => word.End <= watermark).ToList();
                _endpointer.Cut(watermark);
                _utterance = new Utterance(watermark, watermark, continued: spoken.Count > 0);
                break;
            case UtteranceEnd.Pause:
                watermark = Math.Max(_endpointer.Watermark, spoken.Count > 0 ? spoken[^1].End : 0);
                _utterance = null;
                break;
            default:
                _utterance = null;
                break;
        }

        if (spoken.Count > 0)
        {
            Say(FinalWords.Final(spoken, watermark));
        }
        else if (utterance.Shown)
        {
            Say(utterance.Cleared());
        }

        Settle(watermark, say: spoken.Count == 0);
        if (utterance.End == UtteranceEnd.Boundary)
        {
            LeaveBoundary();
        }
    }

    /// <summary>Takes the next frame to listen to: a whole one, or what is left before a boundary.</summary>
    private bool TakeFrame(short[] scratch, out ReadOnlySpan<short> frame, out bool boundary)
    {
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            boundary = _boundaries.TryPeek(out var limit);
            var left = (boundary ? limit : _audio.End) - _listened;
            var count = (int)Math.Min(left, VoiceDetector.FrameSamples);
            boundary &= left <= VoiceDetector.FrameSamples;
            frame = default;
            if (count < VoiceDetector.FrameSamples && !boundary)
            {
                return false;
            }

            frame = scratch.AsSpan(0, count);
            _audio.CopyTo(_listened, scratch.AsSpan(0, count));
            _listened += count;
            if (_room is not null && _audio.End - _listened <= InputCapacity / 2)
            {
                (room, _room) = (_room, null);
            }
        }

        room?.SetResult();
        return true;
    }

    private ReadOnlySpan<short> Read(long position, int count, short[] scratch)
    {
        lock (_gate)
        {
            _audio.CopyTo(position, scratch.AsSpan(0, count));
        }

        return scratch.AsSpan(0, count);
    }

    private void LeaveBoundary()
    {
        bool last;
        lock (_gate)
        {
            _ = _boundaries.Dequeue();
            last = _completed && _boundaries.Count == 0;
        }

        if (last)
        {
            _over = true;
            _ = _events.Writer.TryComplete();
        }
    }

    /// <summary>All audio before has its outcome: nothing reaches back there any more.</summary>
    private void Settle(long position, bool say)
    {
        _endpointer.Settle(position);
        if (say && position > _watermark)
        {
            Say(new SttWatermark(SampleClock.Time(position)));
        }

        _watermark = say ? Math.Max(_watermark, position) : _watermark;
        lock (_gate)
        {
            _audio.DiscardBefore(position);
        }
    }

    private void Say(SttEvent said)
    {
        if (said is SttFinal final)
        {
            _watermark = final.Watermark.Ticks / (TimeSpan.TicksPerSecond / SampleClock.SampleRate);
        }

        if (!_events.Writer.TryWrite(said))
        {
            throw new InvalidOperationException("A step said more than there is room for.");
        }
    }

    private void RequestDecoder()
    {
        if (!_requested)
        {
            _requested = true;
            _pool.Request(this);
        }
    }

    private void TakeGrant()
    {
        if (Interlocked.Exchange(ref _granted, null) is { } decoder)
        {
            _decoder = decoder;
            _requested = false;
        }
        else if (Volatile.Read(ref _refusal) is not null)
        {
            _requested = false;
        }
    }

    private bool GiveBackWhenStalled(Utterance utterance)
    {
        long lastWrite;
        lock (_gate)
        {
            lastWrite = _lastWrite;
        }

        if (_reclaimed && _decoder is not null && _time.GetElapsedTime(lastWrite) >= _stallTimeout)
        {
            _decoder.Abandon();
            ReturnDecoder();
            utterance.Restart();
        }

        _reclaimed = false;
        return false;
    }

    private void ReturnDecoder()
    {
        var decoder = _decoder;
        _decoder = null;
        _pool.Return(this, decoder);
    }

    private void Fail(SttException failure)
    {
        lock (_gate)
        {
            _failure = failure;
        }

        _over = true;
        DropDecoder();
        _ = _events.Writer.TryComplete(failure);
        ReleaseWriter();
    }

    private void Close()
    {
        // What is not in line any more is on its way, and this step runs again with it.
        if (_closed.Task.IsCompleted || (_requested && !_pool.Cancel(this)))
        {
            return;
        }

        _requested = false;
        _over = true;
        if (_decoder is not null)
        {
            try
            {
                _decoder.Abandon();
                ReturnDecoder();
            }
            catch (SttException)
            {
                // It can't be used again, and nobody waits for its words.
                DropDecoder();
            }
        }

        _ = _events.Writer.TryComplete();
        ReleaseWriter();
        lock (_gate)
        {
            _audio.Dispose();
        }

        _onClosed(this);
        _closed.SetResult();
    }

    private void DropDecoder()
    {
        if (_decoder is not null)
        {
            _decoder.Dispose();
            _decoder = null;
            _pool.Return(this, null);
        }
    }

    private void ReleaseWriter()
    {
        lock (_gate)
        {
            _room?.TrySetResult();
            _room = null;
        }
    }
}
