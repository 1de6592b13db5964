using System.Diagnostics;
using System.Runtime.InteropServices;
using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Tests.Audio;

namespace MeetingIntel.Providers.Tests.Media;

/// <summary>Files in many formats, made by ffmpeg itself.</summary>
internal static class MediaFiles
{
    /// <summary>The tone on the left; on the right it is an octave higher.</summary>
    internal const double Hertz = 440;

    /// <summary>One second of tones.</summary>
    internal static async Task<byte[]> ToneAsync(string extension, int channels, int rate, params string[] codec)
    {
        var wav = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.wav");
        var path = Path.ChangeExtension(wav, extension == "wav" ? "out.wav" : extension);
        try
        {
            var left = TestTone.Sine(rate, Hertz, rate);
            var right = TestTone.Sine(rate, Hertz * 2, rate);
            var samples = channels == 1 ? left : left.Zip(right).SelectMany(pair => new[] { pair.First, pair.Second }).ToArray();
            await File.WriteAllBytesAsync(Path.ChangeExtension(wav, "raw"), TestSpeech.Bytes(samples), TestContext.Current.CancellationToken);
            using var ffmpeg = Process.Start(
                "ffmpeg",
                ["-v", "error", "-y", "-f", "s16le", "-ar", $"{rate}", "-ac", $"{channels}", "-i", Path.ChangeExtension(wav, "raw"), .. codec, path]);
            await ffmpeg.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, ffmpeg.ExitCode);
            return await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(Path.ChangeExtension(wav, "raw"));
            File.Delete(path);
        }
    }

    /// <summary>Reads all audio.</summary>
    internal static async Task<short[]> ReadAllAsync(IDecodedAudio audio, int bufferBytes = 4_093)
    {
        using var all = new MemoryStream();
        var buffer = new byte[bufferBytes];
        for (int read; (read = await audio.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
        {
            Assert.Equal(0, read % (2 * audio.Channels));
            await all.WriteAsync(buffer.AsMemory(0, read), TestContext.Current.CancellationToken);
        }

        return MemoryMarshal.Cast<byte, short>(all.ToArray()).ToArray();
    }

    /// <summary>How much of a tone is in one channel, as an amplitude of full scale.</summary>
    internal static double Amplitude(short[] samples, int channels, int channel, double hertz)
    {
        double sine = 0, cosine = 0;
        var frames = samples.Length / channels;
        for (var i = 0; i < frames; i++)
        {
            var angle = 2 * Math.PI * hertz * i / 16_000;
            sine += samples[(i * channels) + channel] * Math.Sin(angle);
            cosine += samples[(i * channels) + channel] * Math.Cos(angle);
        }

        return 2 * Math.Sqrt((sine * sine) + (cosine * cosine)) / frames / short.MaxValue;
    }
}
