using System.IO.Compression;

namespace MeetingIntel.Api.Exports;

/// <summary>All files of a session in one ZIP archive, each written as it is read.</summary>
internal static class ArchiveExport
{
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

        // Only of an archive that is whole: its directory, written after a failure, would make a part look like all.
        await archive.DisposeAsync();
        await answer.FlushAsync(stop);
    }
}
