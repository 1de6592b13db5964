using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MeetingIntel.Providers.Tests.Audio;

/// <summary>Speech of flite's voices, 16 kHz mono, made once per run.</summary>
internal static class TestSpeech
{
    internal const int SampleRate = 16_000;

    private static readonly ConcurrentDictionary<(string Voice, string Text), Lazy<short[]>> Made = new();

    /// <summary>Says a sentence.</summary>
    internal static short[] Say(string text, string voice = "slt") =>
        Made.GetOrAdd((voice, text), key => new Lazy<short[]>(() => Make(key.Voice, key.Text))).Value;

    /// <summary>Says sentences with pauses before, between and behind.</summary>
    internal static short[] Say(string voice, TimeSpan pause, params string[] sentences) =>
        Join([Silence(pause), .. sentences.SelectMany(sentence => new[] { Say(sentence, voice), Silence(pause) })]);

    internal static short[] Silence(TimeSpan duration) => new short[(int)(duration.TotalSeconds * SampleRate)];

    internal static short[] Noise(TimeSpan duration, double amplitude, int seed = 1)
    {
        var random = new Random(seed);
        var noise = Silence(duration);
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = (short)(amplitude * short.MaxValue * ((random.NextDouble() * 2) - 1));
        }

        return noise;
    }

    internal static short[] Join(params short[][] parts) => parts.SelectMany(part => part).ToArray();

    internal static byte[] Bytes(ReadOnlySpan<short> samples) => MemoryMarshal.AsBytes(samples).ToArray();

    private static short[] Make(string voice, string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            using var flite = Process.Start("flite", ["-voice", voice, "-t", text, "-o", path]);
            flite.WaitForExit();
            Assert.Equal(0, flite.ExitCode);
            return MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(path).AsSpan(44)).ToArray();
        }
        finally
        {
            File.Delete(path);
        }
    }
}
