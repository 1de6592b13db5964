using System.Buffers.Binary;

namespace MeetingIntel.Providers.Media;

/// <summary>What a WAV file's header says of its length. ffmpeg plays what is there and says nothing of what is not.</summary>
internal static class WavLength
{
    private const int FileHeader = 12;
    private const int ChunkHeader = 8;

    /// <summary>More chunks than any recorder writes before the audio.</summary>
    private const int MostChunks = 1000;

    /// <summary>
    /// Sizes from here on promise nothing: recorders that can't go back to the header write the largest number there is (0xFFFFFFFF, 0x80000000, 0x7FFFF000 …),
    /// or 0, which is true of any file.
    /// </summary>
    private const uint Unknown = 0x7FFF_0000;

    /// <summary>Whether a file has less audio than its header promises.</summary>
    /// <param name="file">A whole file, of any format; its position stays.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<bool> IsCutOffAsync(FileStream file, CancellationToken cancellationToken)
    {
        var header = new byte[FileHeader];
        if (!await file.FillAsync(header, 0, cancellationToken) || !header.AsSpan(0, 4).SequenceEqual("RIFF"u8) || !header.AsSpan(8).SequenceEqual("WAVE"u8))
        {
            return false;
        }

        var chunk = header.AsMemory(0, ChunkHeader);
        long at = FileHeader;
        for (var chunks = 0; chunks < MostChunks && await file.FillAsync(chunk, at, cancellationToken); chunks++)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk.Span[4..]);
            at += ChunkHeader;
            if (chunk.Span[..4].SequenceEqual("data"u8))
            {
                return size < Unknown && at + size > file.Length;
            }

            // Chunks begin at even places.
            at += size + (size & 1);
        }

        return false;
    }
}
