namespace MeetingIntel.Providers.Media;

/// <summary>Bytes at any place of a file that somebody else reads from its beginning.</summary>
internal static class FileBytes
{
    /// <summary>Reads bytes of a file, whose position stays.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">Filled.</param>
    /// <param name="at">The first byte.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the file has so many.</returns>
    public static async Task<bool> FillAsync(this FileStream file, Memory<byte> buffer, long at, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            var read = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer, at, cancellationToken);
            if (read == 0)
            {
                return false;
            }

            buffer = buffer[read..];
            at += read;
        }

        return true;
    }
}
