using System.Globalization;
using System.Text;
using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Speech;

/// <summary>How people talk: words of 300 ms, sentences with pauses between them.</summary>
/// <param name="Words">Words in a sentence.</param>
/// <param name="PauseFrames">Frames of silence behind a sentence; more than <see cref="EndOfSentence"/>, or no sentence ends.</param>
internal sealed record Rhythm(int Words, int PauseFrames)
{
    /// <summary>Frames in a word.</summary>
    public const int WordFrames = 15;

    /// <summary>The frame of silence (from 0) with which the scripted provider ends a sentence: 100 ms.</summary>
    public const int EndOfSentence = 4;

    /// <summary>Frames of speech in a sentence.</summary>
    public int SpeechFrames => Words * WordFrames;

    /// <summary>Frames from the beginning of a sentence to that of the next.</summary>
    public int SentenceFrames => SpeechFrames + PauseFrames;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(double)SpeechFrames / Script.FrameRate:0.##} s of speech, {(double)PauseFrames / Script.FrameRate:0.##} s of silence, and again");
}

/// <summary>
/// What a channel says: sentences, for ever, in frames of 20 ms (16 kHz mono s16le). The first word of a sentence is its number, so that each is recognised
/// when it comes back.
/// </summary>
/// <param name="rhythm">How it talks.</param>
/// <param name="lead">Frames of silence before the first sentence, so that channels don't end their sentences in step.</param>
internal sealed class Script(Rhythm rhythm, int lead)
{
    /// <summary>Frames a second.</summary>
    public const int FrameRate = 50;

    /// <summary>Bytes of PCM in a frame.</summary>
    public const int FrameSize = 640;

    /// <summary>Bytes of a frame on the wire.</summary>
    public const int WireSize = ClientFrame.AudioHeaderSize + FrameSize;

    private const short OtherWords = 30_000;

    private readonly string _rest = Rest(rhythm.Words);

    /// <summary>Frames from the beginning of a sentence to that of the next.</summary>
    public int SentenceFrames => rhythm.SentenceFrames;

    /// <summary>The frame that begins a sentence.</summary>
    /// <param name="sentence">From 0.</param>
    public long StartOf(long sentence) => lead + (sentence * SentenceFrames);

    /// <summary>The frame with which the provider gives a sentence's final text.</summary>
    /// <param name="sentence">From 0.</param>
    public long EndOf(long sentence) => StartOf(sentence) + rhythm.SpeechFrames + Rhythm.EndOfSentence;

    /// <summary>The sentence that a frame ends, if any.</summary>
    public long? EndedBy(long frame) =>
        frame >= lead && (frame - lead) % SentenceFrames == rhythm.SpeechFrames + Rhythm.EndOfSentence ? (frame - lead) / SentenceFrames : null;

    /// <summary>The beginning of the first sentence that begins at a frame or after it.</summary>
    public long BoundaryFrom(long frame) => frame <= lead ? lead : lead + ((frame - lead + SentenceFrames - 1) / SentenceFrames * SentenceFrames);

    /// <summary>How many sentences are said before a frame that begins one.</summary>
    public long SentencesBefore(long boundary) => (boundary - lead) / SentenceFrames;

    /// <summary>The value of all samples of a frame.</summary>
    public short SampleOf(long frame)
    {
        var (sentence, at) = Math.DivRem(frame - lead, SentenceFrames);
        if (frame < lead || at >= rhythm.SpeechFrames)
        {
            return 0;
        }

        return (short)(at < Rhythm.WordFrames ? NumberOf(sentence) : OtherWords + (at / Rhythm.WordFrames));
    }

    /// <summary>The text that a sentence must come back as.</summary>
    /// <param name="sentence">From 0.</param>
    public string TextOf(long sentence) => string.Create(CultureInfo.InvariantCulture, $"w{NumberOf(sentence)}{_rest}");

    private static string Rest(int words)
    {
        var text = new StringBuilder();
        for (var word = 1; word < words; word++)
        {
            text.Append(CultureInfo.InvariantCulture, $" w{OtherWords + word}");
        }

        return text.ToString();
    }

    private static long NumberOf(long sentence) => 1 + (sentence % (OtherWords - 1));
}
