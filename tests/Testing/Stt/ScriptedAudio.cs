using System.Buffers.Binary;

namespace MeetingIntel.Testing.Stt;

/// <summary>
/// Audio that <see cref="ScriptedSttProvider"/> understands, 16 kHz mono 16 bit: a run of samples of one value is the word "w" + value, zeros are silence.
/// </summary>
public static class ScriptedAudio
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Sentences of one word each, w1, w2, … with silence behind each.</summary>
    /// <param name="count">How many.</param>
    /// <param name="first">The first one's number.</param>
    /// <param name="speech">How long each is spoken, ms.</param>
    /// <param name="silence">How long the silence behind each is, ms.</param>
    public static byte[] Sentences(int count, int first = 1, int speech = 200, int silence = 200) =>
        [.. Enumerable.Range(first, count).SelectMany(word => (byte[])[.. Word(word, speech), .. Silence(silence)])];

    /// <summary>A word.</summary>
    /// <param name="value">1 … 32767.</param>
    /// <param name="milliseconds">How long it is spoken.</param>
    public static byte[] Word(int value, int milliseconds)
    {
        var pcm = new byte[milliseconds * SampleRate / 1000 * 2];
        for (var at = 0; at < pcm.Length; at += 2)
            BinaryPrimitives.WriteInt16LittleEndian(pcm.AsSpan(at), (short)value);
        return pcm;
    }

    /// <summary>Silence.</summary>
    /// <param name="milliseconds">How long.</param>
    public static byte[] Silence(int milliseconds) => new byte[milliseconds * SampleRate / 1000 * 2];
}
