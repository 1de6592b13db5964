using MeetingIntel.Providers.Stt.Endpointing;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>The steps: listens, decodes and ends utterances. All of this runs on the scheduler's threads, never two at once.</summary>
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
            Fail(exception as SttException ?? new SttException(SttErrors.Failed, "Decoding failed.", recoverable: true, exception));
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
}
