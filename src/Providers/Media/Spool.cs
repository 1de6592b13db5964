using System.Buffers;

namespace MeetingIntel.Providers.Media;

/// <summary>Where files lie while they are decoded: no more at a time than there are places, so that what they take of the disk is known.</summary>
/// <param name="options">Limits and places.</param>
internal sealed class Spool(MediaOptions options)
{
    private const int CopyBytes = 128 * 1024;

    private readonly MediaOptions _options = options;

    /// <summary>Never waited on, so it holds nothing that would have to be disposed of while files still give their places back.</summary>
    private readonly SemaphoreSlim _places = new(options.MaxFiles);

    /// <summary>Takes in a whole file.</summary>
    /// <param name="source">The file, read to its end; not disposed of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MediaException">All places are taken, and nothing was read; or the file is empty or too large.</exception>
    public async Task<SpooledFile> TakeInAsync(Stream source, CancellationToken cancellationToken)
    {
        if (!await _places.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            throw new MediaException(MediaErrors.Busy, "As many recordings are being transcribed as there is room for; try again in a moment.");
        }

        var file = Begin();
        try
        {
            await CopyAsync(source, file.Content, cancellationToken);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>An empty file in the place that was just taken.</summary>
    private SpooledFile Begin()
    {
        try
        {
            return new SpooledFile(CreateTemporary(), _places);
        }
        catch
        {
            _ = _places.Release();
            throw;
        }
    }

    private FileStream CreateTemporary()
    {
        var folder = _options.TempPath is { Length: > 0 } path ? Directory.CreateDirectory(path).FullName : Path.GetTempPath();
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

        var file = new FileStream(Path.Combine(folder, $"meeting-intel-{Guid.NewGuid():N}.upload"), create);
        if (OperatingSystem.IsLinux())
        {
            // Without a name it ends with this process, however that ends.
            File.Delete(file.Name);
        }

        return file;
    }

    private async Task CopyAsync(Stream source, FileStream file, CancellationToken cancellationToken)
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

/// <summary>A file and its place; disposing of it deletes the one and gives back the other.</summary>
/// <param name="content">The file.</param>
/// <param name="places">Where its place is from.</param>
internal sealed class SpooledFile(FileStream content, SemaphoreSlim places) : IAsyncDisposable
{
    private int _gone;

    /// <summary>The file, all of it once it is taken in.</summary>
    public FileStream Content => content;

    /// <summary>Where a child process finds it while it is open here.</summary>
    public string Path => OperatingSystem.IsLinux() ? $"/proc/{Environment.ProcessId}/fd/{content.SafeFileHandle.DangerousGetHandle()}" : content.Name;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        if (Interlocked.Exchange(ref _gone, 1) == 0)
        {
            _ = places.Release();
        }
    }
}
