namespace MeetingIntel.Providers.Media;

/// <summary>Whether an Ogg file (Vorbis, Opus, FLAC in Ogg) is whole: its last page says that it is the last (RFC 3533, header type flag 0x04). ffmpeg plays what is there.</summary>
internal static class OggEnd
{
    private const int FlagsOffset = 5;
    private const byte LastPage = 0x04;

    /// <summary>Longest page there is: a header of 27 bytes, 255 segments of up to 255 bytes and their table.</summary>
    private const int LongestPage = 27 + 255 + (255 * 255);

    /// <summary>Whether a file is Ogg and ends before its end.</summary>
    /// <param name="file">A whole file, of any format; its position stays.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<bool> IsCutOffAsync(FileStream file, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestPage];
        if (!await IsOggAsync(file, buffer, cancellationToken))
        {
            return false;
        }

        var from = Math.Max(0, file.Length - LongestPage);
        var length = 0;
        for (int read; length < buffer.Length && (read = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer.AsMemory(length), from + length, cancellationToken)) > 0;)
        {
            length += read;
        }

        var end = buffer.AsSpan(0, length);
        var page = end.LastIndexOf("OggS"u8);
        return page < 0 || page + FlagsOffset >= length || (end[page + FlagsOffset] & LastPage) == 0;
    }

    private static async Task<bool> IsOggAsync(FileStream file, byte[] buffer, CancellationToken cancellationToken) =>
        await RandomAccess.ReadAsync(file.SafeFileHandle, buffer.AsMemory(0, 4), fileOffset: 0, cancellationToken) == 4 && buffer.AsSpan(0, 4).SequenceEqual("OggS"u8);
}
