namespace MeetingIntel.Providers.Media;

/// <summary>Whether an Ogg file (Vorbis, Opus, FLAC in Ogg) is whole: its last page says that it is the last (RFC 3533, header type flag 0x04). ffmpeg plays what is there.</summary>
internal static class OggEnd
{
    private const int FlagsOffset = 5;
    private const byte LastPage = 0x04;

    private static ReadOnlySpan<byte> Magic => "OggS"u8;

    /// <summary>Longest page there is: a header of 27 bytes, 255 segments of up to 255 bytes and their table.</summary>
    private const int LongestPage = 27 + 255 + (255 * 255);

    /// <summary>Whether a file is Ogg and ends before its end.</summary>
    /// <param name="file">A whole file, of any format; its position stays.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<bool> IsCutOffAsync(FileStream file, CancellationToken cancellationToken)
    {
        var magic = new byte[Magic.Length];
        if (!await file.FillAsync(magic, 0, cancellationToken) || !magic.AsSpan().SequenceEqual(Magic))
        {
            return false;
        }

        var end = new byte[(int)Math.Min(LongestPage, file.Length)];
        await file.FillAsync(end, file.Length - end.Length, cancellationToken);
        var page = end.AsSpan().LastIndexOf(Magic);
        return page < 0 || page + FlagsOffset >= end.Length || (end[page + FlagsOffset] & LastPage) == 0;
    }
}
