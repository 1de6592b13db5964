using System.Globalization;
using MeetingIntel.Providers.Files;
using MeetingIntel.Recordings;

namespace MeetingIntel.Grains.Recordings;

/// <summary>A stretch of a channel's raw audio in the file store. All that is known of it is in its name, so that nothing else has to be kept in step with it.</summary>
/// <param name="From">Number of its first byte in the channel's audio.</param>
/// <param name="To">The byte after its last.</param>
/// <param name="Start">Where it begins on the channel's audio clock.</param>
/// <param name="SampleRate">Samples a second.</param>
internal readonly record struct AudioPiece(long From, long To, TimeSpan Start, int SampleRate)
{
    private const string Extension = ".pcm";

    /// <summary>Where it ends on the channel's audio clock.</summary>
    public TimeSpan End => Start + TimeSpan.FromSeconds((To - From) / (2d * SampleRate));

    /// <summary>Reads what <see cref="NameIn"/> wrote.</summary>
    /// <param name="key">Name of a file.</param>
    /// <returns><see langword="null"/>: of none of ours.</returns>
    public static AudioPiece? TryParse(string key)
    {
        var name = key.AsSpan(key.LastIndexOf('/') + 1);
        if (!name.EndsWith(Extension, StringComparison.Ordinal))
        {
            return null;
        }

        Span<Range> parts = stackalloc Range[5];
        name = name[..^Extension.Length];
        return name.Split(parts, '-') == 4
            && long.TryParse(name[parts[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && long.TryParse(name[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            && long.TryParse(name[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            && int.TryParse(name[parts[3]], NumberStyles.None, CultureInfo.InvariantCulture, out var rate)
            && to > from && rate > 0
            ? new AudioPiece(from, to, TimeSpan.FromMicroseconds(start), rate)
            : null;
    }

    /// <summary>Its name. The same stretch has the same name, however often it is kept.</summary>
    /// <param name="folder">See <see cref="RecordingKeys.OfPieces"/>.</param>
    public string NameIn(string folder) => string.Create(
        CultureInfo.InvariantCulture, $"{folder}{From:D15}-{To:D15}-{(long)Math.Round(Start.TotalMicroseconds):D15}-{SampleRate}{Extension}");

    /// <summary>Reads a folder's list.</summary>
    /// <param name="files">The list.</param>
    public static IReadOnlyList<(AudioPiece Piece, string Key)> Of(IEnumerable<StoredFile> files) =>
        [.. files.Select(file => (Piece: TryParse(file.Key), file.Key)).Where(file => file.Piece is not null).Select(file => (file.Piece!.Value, file.Key))];
}
