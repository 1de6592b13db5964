using MeetingIntel.Providers.Stt.Endpointing;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>A word at its place in the stream.</summary>
/// <param name="Text">The word.</param>
/// <param name="Start">Its first sample.</param>
/// <param name="End">The sample after its last one.</param>
/// <param name="Confidence">0…1.</param>
internal readonly record struct FinalWord(string Text, long Start, long End, double Confidence);

/// <summary>Makes finals of what was decoded.</summary>
internal static class FinalWords
{
    /// <summary>An overlong utterance is cut in its last part of this length.</summary>
    private static readonly int CutWindow = SampleClock.Samples(5_000);

    /// <summary>Not so close to the end, where the decoder has not heard enough of what follows.</summary>
    private static readonly int CutMargin = SampleClock.Samples(500);

    /// <summary>Puts words at their places in the stream.</summary>
    /// <param name="utteranceStart">The utterance's first sample.</param>
    /// <param name="continued">Whether it goes on with a sentence that was cut.</param>
    /// <param name="words">Its words.</param>
    internal static List<FinalWord> Of(long utteranceStart, bool continued, IReadOnlyList<DecodedWord> words)
    {
        var placed = new List<FinalWord>(words.Count);
        foreach (var word in words)
        {
            var text = SpokenCase.Of(word.Text, placed.Count > 0 ? placed[^1].Text : continued ? string.Empty : null);
            placed.Add(new FinalWord(text, utteranceStart + word.Start, utteranceStart + word.End, word.Confidence));
        }

        return placed;
    }

    /// <summary>Finds where to cut an overlong utterance: between two words, where it was quietest.</summary>
    /// <param name="words">All its words.</param>
    /// <param name="endpointer">Knows how loud it was.</param>
    /// <returns>The cut; the end of the audio when there is no word that could be cut off.</returns>
    internal static long Cut(IReadOnlyList<FinalWord> words, Endpointer endpointer)
    {
        var best = endpointer.Heard;
        var quietest = float.PositiveInfinity;
        for (var i = words.Count - 1; i >= 0; i--)
        {
            var next = i + 1 < words.Count ? words[i + 1].Start : endpointer.Heard;
            var place = Math.Max(words[i].End, Align(words[i].End + ((next - words[i].End) / 2)));
            if (place > endpointer.Heard - CutMargin)
            {
                continue;
            }

            if (quietest < float.PositiveInfinity && place < endpointer.Heard - CutWindow)
            {
                break;
            }

            var level = endpointer.LevelAround(place);
            (best, quietest) = level < quietest ? (place, level) : (best, quietest);
        }

        return best;

        // On the grid of frames, which is a whole number of samples at every rate that clients send.
        static long Align(long position) => position / VoiceDetector.FrameSamples * VoiceDetector.FrameSamples;
    }

    /// <summary>Makes the final.</summary>
    /// <param name="words">At least one.</param>
    /// <param name="watermark">All audio before this has its outcome.</param>
    internal static SttFinal Final(IReadOnlyList<FinalWord> words, long watermark) => new(
        string.Join(' ', words.Select(word => word.Text)),
        words.Select(word => new SttWord(word.Text, SampleClock.Time(word.Start), SampleClock.Time(word.End), word.Confidence)).ToList(),
        SampleClock.Time(words[0].Start),
        SampleClock.Time(words[^1].End),
        words.Average(word => word.Confidence),
        SampleClock.Time(watermark));
}
