using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MeetingIntel.Providers.Media;

/// <summary>WAV files of 16-bit mono PCM.</summary>
internal static class WavFile
{
    private const int HeaderBytes = 44;

    /// <summary>Writes a file.</summary>
    /// <param name="path">Where; replaced when it exists.</param>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task WriteAsync(string path, int sampleRate, ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
    {
        var dataBytes = samples.Length * sizeof(short);
        var file = new byte[HeaderBytes + dataBytes];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), sampleRate * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), dataBytes);
        MemoryMarshal.AsBytes(samples.Span).CopyTo(file.AsSpan(HeaderBytes));
        await File.WriteAllBytesAsync(path, file, cancellationToken);
    }
}
