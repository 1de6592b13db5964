using System.Security.Cryptography;
using System.Text;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>
/// A pronouncing dictionary without the words of <see cref="Profanity"/>. The decoder passes over words of its language model that have no pronunciation, so what is left
/// out here can't be heard, neither as a partial nor as a final.
/// </summary>
internal static class FilteredDictionary
{
    /// <summary>
    /// Gives the file, and writes it where it is missing. Its name is made of the contents of the original and of the list, so that a new version of either makes a new
    /// file; it appears under that name only when it is complete and on disk.
    /// </summary>
    /// <param name="original">The whole dictionary.</param>
    /// <param name="folder">Where it is kept; made when missing.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">It can't be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read or written.</exception>
    internal static string Make(string original, string folder)
    {
        var entries = File.ReadAllBytes(original);
        var key = Convert.ToHexStringLower(SHA256.HashData([.. SHA256.HashData(entries), .. Profanity.Version]))[..16];
        var path = Path.GetFullPath(Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(original)}.{key}.dict"));
        if (!File.Exists(path))
        {
            _ = Directory.CreateDirectory(folder);
            Write(entries, path);
        }

        return path;
    }

    private static void Write(ReadOnlySpan<byte> entries, string path)
    {
        var building = $"{path}.{Guid.NewGuid():N}.building";
        try
        {
            using (var file = new FileStream(building, FileMode.CreateNew, FileAccess.Write))
            {
                foreach (var range in entries.Split((byte)'\n'))
                {
                    if (!IsProfane(entries[range]))
                    {
                        file.Write(entries[range.Start..Math.Min(range.End.Value + 1, entries.Length)]);
                    }
                }

                file.Flush(flushToDisk: true);
            }

            // Another process may have been faster: its file is the same.
            File.Move(building, path, overwrite: true);
        }
        finally
        {
            File.Delete(building);
        }
    }

    /// <summary>An entry is the word, white space, its phones.</summary>
    private static bool IsProfane(ReadOnlySpan<byte> line) =>
        line.IndexOfAny((byte)' ', (byte)'\t') is > 0 and var end && Profanity.Contains(Encoding.UTF8.GetString(line[..end]));
}
