using System.Runtime.InteropServices;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>The part of the C API of PocketSphinx 5prealpha (<c>pocketsphinx.h</c>, <c>cmd_ln.h</c>, <c>fe.h</c>, <c>cmn.h</c>, <c>logmath.h</c>) that is used.</summary>
internal static unsafe partial class PocketSphinxNative
{
    internal const string PocketSphinx = "libpocketsphinx.so.3";
    internal const string SphinxBase = "libsphinxbase.so.3";

    [LibraryImport(SphinxBase)]
    internal static partial void err_set_logfp(nint file);

    [LibraryImport(SphinxBase)]
    internal static partial ConfigurationHandle cmd_ln_parse_r(nint existing, nint definitions, int count, byte** arguments, int strict);

    [LibraryImport(SphinxBase)]
    internal static partial int cmd_ln_free_r(nint configuration);

    [LibraryImport(PocketSphinx)]
    internal static partial nint ps_args();

    [LibraryImport(PocketSphinx)]
    internal static partial DecoderHandle ps_init(ConfigurationHandle configuration);

    [LibraryImport(PocketSphinx)]
    internal static partial int ps_free(nint decoder);

    [LibraryImport(PocketSphinx)]
    internal static partial int ps_start_stream(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    internal static partial int ps_start_utt(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    internal static partial int ps_process_raw(DecoderHandle decoder, short* samples, nuint count, int noSearch, int fullUtterance);

    [LibraryImport(PocketSphinx)]
    internal static partial int ps_end_utt(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    internal static partial byte* ps_get_hyp(DecoderHandle decoder, int* score);

    [LibraryImport(PocketSphinx)]
    internal static partial nint ps_get_lattice(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    internal static partial int ps_get_prob(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    internal static partial nint ps_get_logmath(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    internal static partial nint ps_get_fe(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    internal static partial FeatureComputation* ps_get_feat(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    internal static partial nint ps_seg_iter(DecoderHandle decoder);

    [LibraryImport(PocketSphinx)]
    internal static partial nint ps_seg_next(nint segment);

    [LibraryImport(PocketSphinx)]
    internal static partial byte* ps_seg_word(nint segment);

    [LibraryImport(PocketSphinx)]
    internal static partial void ps_seg_frames(nint segment, int* first, int* last);

    [LibraryImport(PocketSphinx)]
    internal static partial int ps_seg_prob(nint segment, int* acoustic, int* language, int* backoff);

    [LibraryImport(SphinxBase)]
    internal static partial double logmath_exp(nint logmath, int value);

    [LibraryImport(SphinxBase)]
    internal static partial void fe_start_stream(nint frontEnd);

    [LibraryImport(SphinxBase)]
    internal static partial int fe_start_utt(nint frontEnd);

    [LibraryImport(SphinxBase)]
    internal static partial int fe_end_utt(nint frontEnd, float* cepstrum, int* frames);

    [LibraryImport(SphinxBase)]
    internal static partial int fe_process_frames(nint frontEnd, short** samples, nuint* count, float** cepstra, int* frames, int* firstFrame);

    [LibraryImport(SphinxBase)]
    internal static partial void cmn_live_set(CepstralMeanState* state, float* mean);

    [LibraryImport(SphinxBase)]
    internal static partial void cmn_live_update(CepstralMeanState* state);

    /// <summary>The head of <c>feat_t</c>, up to the state of the cepstral mean, which has no accessor.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct FeatureComputation
    {
        internal int ReferenceCount;
        internal nint Name;
        internal int CepstrumSize;
        internal int Streams;
        internal nint StreamLengths;
        internal int WindowSize;
        internal int Subvectors;
        internal nint SubvectorLengths;
        internal nint SubvectorSpecification;
        internal nint SubvectorBuffer;
        internal int SubvectorDimension;
        internal int CepstralMeanType;
        internal int VarianceNormalisation;
        internal int GainControlType;
        internal nint Compute;
        internal CepstralMeanState* CepstralMean;
    }

    /// <summary><c>cmn_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct CepstralMeanState
    {
        internal float* Mean;
        internal float* Variance;
        internal float* Sum;
        internal int Frames;
        internal int Length;
    }
}
