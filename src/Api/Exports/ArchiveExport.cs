using System.IO.Compression;
using System.Text;

namespace MeetingIntel.Api.Exports;

/// <summary>All files of a session in one ZIP archive, each written as it is read.</summary>
internal static class ArchiveExport
{
    private const string AudioFolder = "audio/";

    /// <summary>Writes it, with what its reader may have.</summary>
    /// <param name="export">The session.</param>
    /// <param name="stream">Where to; never sought.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task WriteAsync(SessionExport export, Stream stream, CancellationToken stop)
    {
        await using var answer = new LateWrites(stream);
        var archive = await ZipArchive.CreateAsync(answer, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, stop);
        foreach (var format in ExportFormats.Files.Where(format => format.IsFor(export.Caller.Permissions)))
        {
            var entry = archive.CreateEntry(format.File, CompressionLevel.Fastest);
            entry.LastWriteTime = export.At;
            await using var file = await entry.OpenAsync(stop);
            await format.WriteAsync(export, file, stop);
        }

        await WriteAudioAsync(export, archive, stop);

        // Only of an archive that is whole: its directory, written after a failure, would make a part look like all.
        await archive.DisposeAsync();
        await answer.FlushAsync(stop);
    }

    /// <summary>A recording whose file is gone is no reason to withhold the rest of the session, but it is said.</summary>
    private static async Task WriteAudioAsync(SessionExport export, ZipArchive archive, CancellationToken stop)
    {
        var missing = new StringBuilder();
        await foreach (var (name, audio) in export.AudioAsync(stop))
        {
            if (audio is null)
            {
                missing.Append(name).Append('\n');
                continue;
            }

            await using (audio)
            {
                // It is compressed already.
                await AddAsync(name, audio, CompressionLevel.NoCompression);
            }
        }

        if (missing.Length > 0)
        {
            using var lines = new MemoryStream(Encoding.UTF8.GetBytes($"The files of these recordings are gone from the server:\n{missing}"));
            await AddAsync("missing.txt", lines, CompressionLevel.Fastest);
        }

        async Task AddAsync(string name, Stream content, CompressionLevel level)
        {
            var entry = archive.CreateEntry(AudioFolder + name, level);
            entry.LastWriteTime = export.At;
            await using var file = await entry.OpenAsync(stop);
            await content.CopyToAsync(file, stop);
        }
    }
}
