using System.Globalization;
using MeetingIntel.Bench.Load.Sockets;

namespace MeetingIntel.Bench.Load.Speech;

/// <summary>
/// What a channel says: sentences of 1.5 s speech and 0.5 s silence, for ever, in frames of 20 ms (16 kHz mono s16le). The first word of a sentence is its
/// number, so that each is recognised when it comes back. The scripted provider ends a sentence after 100 ms of silence.
/// </summary>
/// <param name="lead">Frames of silence before the first sentence, so that channels don't end their sentences in step.</param>
internal sealed class Script(int lead)
{
    /// <summary>Frames a second.</summary>
    public const int FrameRate = 50;

    /// <summary>Bytes of PCM in a frame.</summary>
    public const int FrameSize = 640;

    /// <summary>Bytes of a frame on the wire.</summary>
    public const int WireSize = ClientFrame.AudioHeaderSize + FrameSize;

    /// <summary>Frames from the beginning of a sentence to that of the next.</summary>
    public const int SentenceFrames = 100;

    private const int WordFrames = 15;
    private const int Words = 5;
    private const int EndOfSentence = (WordFrames * Words) + 4;
    private const short OtherWords = 30_000;

    /// <summary>The frame that begins a sentence.</summary>
    /// <param name="sentence">From 0.</param>
    public long StartOf(long sentence) => lead + (sentence * SentenceFrames);

    /// <summary>The frame with which the provider gives a sentence's final text.</summary>
    /// <param name="sentence">From 0.</param>
    public long EndOf(long sentence) => StartOf(sentence) + EndOfSentence;

    /// <summary>The sentence that a frame ends, if any.</summary>
    public long? EndedBy(long frame) => frame >= lead && (frame - lead) % SentenceFrames == EndOfSentence ? (frame - lead) / SentenceFrames : null;

    /// <summary>The beginning of the first sentence that begins at a frame or after it.</summary>
    public long BoundaryFrom(long frame) => frame <= lead ? lead : lead + ((frame - lead + SentenceFrames - 1) / SentenceFrames * SentenceFrames);

    /// <summary>How many sentences are said before a frame that begins one.</summary>
    public long SentencesBefore(long boundary) => (boundary - lead) / SentenceFrames;

    /// <summary>The value of all samples of a frame.</summary>
    public short SampleOf(long frame)
    {
        var (sentence, at) = Math.DivRem(frame - lead, SentenceFrames);
        return frame < lead || at >= WordFrames * Words
            ? (short)0
            : (short)(at < WordFrames ? NumberOf(sentence) : OtherWords + (at / WordFrames));
    }

    /// <summary>The text that a sentence must come back as.</summary>
    /// <param name="sentence">From 0.</param>
    public static string TextOf(long sentence) => string.Create(
        CultureInfo.InvariantCulture, $"w{NumberOf(sentence)} w{OtherWords + 1} w{OtherWords + 2} w{OtherWords + 3} w{OtherWords + 4}");

    private static long NumberOf(long sentence) => 1 + (sentence % (OtherWords - 1));
}
