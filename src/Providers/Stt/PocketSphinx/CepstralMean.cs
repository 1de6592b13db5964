using System.Diagnostics;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>
/// The mean that a decoder takes off its features, so that loudness and microphone don't matter. By itself the library begins with a constant and goes on with what the
/// decoder's last user left behind; here it begins with the utterance's own first part. Measured with quiet speech (-26 dB): 5 words of 100 wrong instead of 15.
/// </summary>
internal sealed unsafe class CepstralMean
{
    private const int MaxFrames = 192;
    private const int MaxLength = 64;
    private readonly DecoderHandle _decoder;
    private readonly PocketSphinxNative.CepstralMeanState* _state;
    private readonly float[] _initial;

    internal CepstralMean(DecoderHandle decoder)
    {
        _decoder = decoder;
        var features = PocketSphinxNative.ps_get_feat(decoder);
        _state = features->CepstralMean;

        // The state has no accessor in the library: what its first and last field say must agree before it is written to.
        if (features->CepstrumSize is < 1 or > MaxLength || _state is null || _state->Length != features->CepstrumSize)
        {
            throw new SttException(SttErrors.Unavailable, "This build of PocketSphinx lays out its features in another way than version 5prealpha.", recoverable: false);
        }

        _initial = new ReadOnlySpan<float>(_state->Mean, _state->Length).ToArray();
    }

    /// <summary>Sets the mean for an utterance, before it is started.</summary>
    /// <param name="beginning">The utterance's first samples.</param>
    internal void Prime(ReadOnlySpan<short> beginning)
    {
        var mean = stackalloc float[MaxLength];
        if (!Measure(beginning, mean))
        {
            _initial.CopyTo(new Span<float>(mean, _initial.Length));
        }

        PocketSphinxNative.cmn_live_set(_state, mean);
    }

    /// <summary>Takes in what was heard since.</summary>
    internal void Update() => PocketSphinxNative.cmn_live_update(_state);

    /// <summary>Averages the cepstra of frames that hold energy, with the decoder's own front end: it is started anew with the utterance.</summary>
    private bool Measure(ReadOnlySpan<short> samples, float* mean)
    {
        Debug.Assert(samples.Length <= MaxFrames * (SampleClock.SampleRate / 100), "The buffer below holds the frames of all samples.");
        var length = _initial.Length;
        var values = stackalloc float[MaxFrames * length];
        var rows = stackalloc float*[MaxFrames];
        for (var row = 0; row < MaxFrames; row++)
        {
            rows[row] = values + (row * length);
        }

        var frontEnd = PocketSphinxNative.ps_get_fe(_decoder);
        PocketSphinxNative.fe_start_stream(frontEnd);
        _ = PocketSphinxNative.fe_start_utt(frontEnd);
        var frames = MaxFrames;
        fixed (short* start = samples)
        {
            var next = start;
            var left = (nuint)samples.Length;
            int first;
            _ = PocketSphinxNative.fe_process_frames(frontEnd, &next, &left, rows, &frames, &first);
        }

        var sums = new Span<float>(mean, length);
        sums.Clear();
        var counted = 0;
        for (var row = 0; row < frames; row++)
        {
            if (rows[row][0] < 0)
            {
                continue;
            }

            counted++;
            for (var i = 0; i < length; i++)
            {
                sums[i] += rows[row][i];
            }
        }

        int ended;
        _ = PocketSphinxNative.fe_end_utt(frontEnd, rows[0], &ended);
        for (var i = 0; i < length && counted > 0; i++)
        {
            sums[i] /= counted;
        }

        return counted > 0;
    }
}
