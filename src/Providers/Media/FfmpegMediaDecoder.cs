using System.Buffers;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers.Media;

/// <summary>Decodes with the ffmpeg and ffprobe programs (Debian package <c>ffmpeg</c>) as child processes, one pair for each file.</summary>
/// <param name="options">Limits and places.</param>
internal sealed class FfmpegMediaDecoder(IOptions<MediaOptions> options) : IMediaDecoder
{
    private const int CopyBytes = 128 * 1024;
    private readonly MediaOptions _options = options.Value;

    /// <inheritdoc/>
    public async Task<IDecodedAudio> OpenAsync(Stream source, CancellationToken cancellationToken)
    {
        // Formats such as mp4 keep their table of contents at the end, so the decoder must be able to seek.
        var file = CreateTemporary();
        try
        {
            await SpoolAsync(source, file, cancellationToken);
            var probe = await MediaProbe.RunAsync(_options, file.Name, cancellationToken);
            return new FfmpegDecodedAudio(_options, file, probe, await WavLength.IsCutOffAsync(file, cancellationToken));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private FileStream CreateTemporary()
    {
        var folder = _options.TempPath is { } path ? Directory.CreateDirectory(path).FullName : Path.GetTempPath();
        var create = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(folder, $"meeting-intel-{Guid.NewGuid():N}.upload"), create);
    }

    private async Task SpoolAsync(Stream source, FileStream file, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (file.Position + read > _options.MaxBytes)
                {
                    throw new MediaException(MediaErrors.TooLarge, $"The file is larger than {_options.MaxBytes} bytes.");
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (file.Position == 0)
        {
            throw new MediaException(MediaErrors.Empty, "The file is empty.");
        }
    }
}
