using System.Buffers.Binary;

namespace MeetingIntel.Testing.Media;

/// <summary>WAV files of 16-bit PCM at 16 kHz.</summary>
public static class Wav
{
    /// <summary>A file.</summary>
    /// <param name="pcm">16-bit PCM.</param>
    /// <param name="channels">1, or 2 for pairs of left and right.</param>
    public static byte[] Of(byte[] pcm, short channels = 1)
    {
        const int SampleRate = 16_000;
        var file = new byte[44 + pcm.Length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), channels);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), SampleRate * 2 * channels);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), (short)(2 * channels));
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), pcm.Length);
        pcm.CopyTo(file, 44);
        return file;
    }
}
