using System.Runtime.InteropServices;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>
/// One native decoder, used by one utterance at a time. What it says depends on the utterance's samples only: cepstral mean and noise estimate begin anew with each,
/// and the samples reach it in pieces of one size, however they came in.
/// </summary>
internal sealed unsafe class Decoder : IDisposable
{
    /// <summary>Samples given at once.</summary>
    internal const int ChunkSamples = SampleClock.SampleRate / 10;

    /// <summary>
    /// Audio that the cepstral mean of an utterance is taken from. Measured on four voices: with 0.7 s of 100 words 10 are wrong, with 1.2 s 7.5, from 1.6 s on 6, as with
    /// all of the utterance.
    /// </summary>
    internal const int PrimeSamples = 18 * ChunkSamples;

    /// <summary>So much is enough to show first words. They are decoded anew with the better mean once <see cref="PrimeSamples"/> are there.</summary>
    internal const int ProvisionalSamples = 7 * ChunkSamples;

    /// <summary>The mean follows the speaker every half second.</summary>
    private const int MeanUpdateChunks = 5;

    /// <summary>One analysis frame of the library.</summary>
    private const int FrameSamples = SampleClock.SampleRate / 100;

    /// <summary>When no lattice could be built, nothing is known about a word's alternatives.</summary>
    private const double UnknownConfidence = 0.5;

    private readonly DecoderHandle _handle;
    private readonly CepstralMean _mean;
    private int _chunks;
    private bool _open;

    internal Decoder(DecoderHandle handle)
    {
        _handle = handle;
        _mean = new CepstralMean(handle);
    }

    /// <summary>Begins an utterance.</summary>
    /// <param name="beginning">Its first samples, at most <see cref="PrimeSamples"/>; they are given again to <see cref="Process"/>.</param>
    internal void Begin(ReadOnlySpan<short> beginning)
    {
        _mean.Prime(beginning);
        Check(PocketSphinxNative.ps_start_stream(_handle), "start a stream");
        Check(PocketSphinxNative.ps_start_utt(_handle), "start an utterance");
        _open = true;
        _chunks = 0;
    }

    /// <summary>Decodes the next samples.</summary>
    /// <param name="samples"><see cref="ChunkSamples"/>, or fewer at the end.</param>
    internal void Process(ReadOnlySpan<short> samples)
    {
        fixed (short* data = samples)
        {
            Check(PocketSphinxNative.ps_process_raw(_handle, data, (nuint)samples.Length, noSearch: 0, fullUtterance: 0), "process audio");
        }

        if (++_chunks % MeanUpdateChunks == 0)
        {
            _mean.Update();
        }
    }

    /// <summary>The words so far; empty when there are none.</summary>
    internal string Hypothesis() => Marshal.PtrToStringUTF8((nint)PocketSphinxNative.ps_get_hyp(_handle, null)) ?? string.Empty;

    /// <summary>Ends the utterance.</summary>
    /// <returns>Its words, in order.</returns>
    internal IReadOnlyList<DecodedWord> End()
    {
        Abandon();
        return Words();
    }

    /// <summary>Ends the utterance, if any, without a look at it.</summary>
    internal void Abandon()
    {
        if (_open)
        {
            _open = false;
            Check(PocketSphinxNative.ps_end_utt(_handle), "end an utterance");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private List<DecodedWord> Words()
    {
        var words = new List<DecodedWord>();
        var logmath = PocketSphinxNative.ps_get_logmath(_handle);

        // The posteriors of the words are computed with that of the whole.
        _ = PocketSphinxNative.ps_get_prob(_handle);
        var known = PocketSphinxNative.ps_get_lattice(_handle) != 0;
        for (var segment = PocketSphinxNative.ps_seg_iter(_handle); segment != 0; segment = PocketSphinxNative.ps_seg_next(segment))
        {
            if (DictionaryWord.Spoken(Marshal.PtrToStringUTF8((nint)PocketSphinxNative.ps_seg_word(segment))) is not { } word)
            {
                continue;
            }

            int first, last, acoustic, language, backoff;
            PocketSphinxNative.ps_seg_frames(segment, &first, &last);
            var posterior = PocketSphinxNative.logmath_exp(logmath, PocketSphinxNative.ps_seg_prob(segment, &acoustic, &language, &backoff));
            words.Add(new DecodedWord(word, first * FrameSamples, (last + 1) * FrameSamples, known ? Math.Clamp(posterior, 0, 1) : UnknownConfidence));
        }

        return words;
    }

    private static void Check(int result, string what)
    {
        if (result < 0)
        {
            throw new SttException(SttErrors.Failed, $"PocketSphinx could not {what}.", recoverable: true);
        }
    }
}

/// <summary>A word as decoded.</summary>
/// <param name="Text">The word.</param>
/// <param name="Start">Its first sample, from the start of the utterance.</param>
/// <param name="End">The sample after its last one, from the start of the utterance.</param>
/// <param name="Confidence">0…1: the posterior among all words that the decoder thought of at this place.</param>
internal readonly record struct DecodedWord(string Text, int Start, int End, double Confidence);
