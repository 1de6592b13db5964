using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers.Files;

/// <summary>
/// Files in a folder. Each is written beside its place, brought to the disk, and only then given its name; the name is brought to the disk, too. What a crash leaves
/// unfinished so lies where all of its session is deleted.
/// </summary>
/// <param name="options">Where.</param>
internal sealed class DirectoryFileStore(IOptions<FileStoreOptions> options) : IFileStore
{
    // Begins with a dot, as no part of a key does.
    private const string Unfinished = ".unfinished-";

    private const int CopyBytes = 128 * 1024;

    private readonly string _root = Path.GetFullPath(options.Value.Path);

    /// <inheritdoc/>
    public bool KeepsFiles => true;

    /// <inheritdoc/>
    public Task<long> PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        FileKey.Checked(key);
        // Waiting for the disk holds a thread, which must not be one that grains take turns on.
        return Task.Run(() => PutFileAsync(key, content, cancellationToken), cancellationToken);
    }

    private async Task<long> PutFileAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        var unfinished = Path.Combine(Path.GetDirectoryName(path)!, $"{Unfinished}{Guid.NewGuid():N}");
        try
        {
            MakeFolder(Path.GetDirectoryName(path)!);
            long bytes;
            await using (var file = new FileStream(unfinished, NewFile()))
            {
                await content.CopyToAsync(file, CopyBytes, cancellationToken);
                file.Flush(flushToDisk: true);
                bytes = file.Length;
            }

            File.Move(unfinished, path, overwrite: true);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
            return bytes;
        }
        catch (Exception failure)
        {
            Forget(unfinished);
            if (IsOurs(failure))
                throw Away(failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string key, long from, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileStream(PathOf(FileKey.Checked(key)), new FileStreamOptions { Options = FileOptions.Asynchronous, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 })
            {
                Position = from,
            };
            return Task.FromResult<Stream?>(file);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (Exception failure) when (IsOurs(failure))
        {
            throw Away(failure);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredFile>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        FileKey.CheckedPrefix(prefix);
        return UseAsync<IReadOnlyList<StoredFile>>(() => List(prefix), cancellationToken);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(FileKey.Checked(key));
        return UseAsync(() => Delete(path), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<(int Files, long Bytes)> DeleteAllAsync(string prefix, CancellationToken cancellationToken)
    {
        FileKey.CheckedPrefix(prefix);
        return UseAsync(() => DeleteAll(prefix), cancellationToken);
    }

    /// <summary>Waiting for the disk holds a thread, which must not be one that grains take turns on.</summary>
    private Task<T> UseAsync<T>(Func<T> use, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                return use();
            }
            catch (Exception failure) when (IsOurs(failure))
            {
                throw Away(failure);
            }
        },
        cancellationToken);

    private static bool Delete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }

    private (int Files, long Bytes) DeleteAll(string prefix)
    {
        var files = List(prefix);
        var folder = PathOf(prefix[..^1]);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
            DirectorySync.Flush(ForgetEmptyAbove(folder));
        }

        return (files.Count, files.Sum(file => file.Bytes));
    }

    /// <summary>The name of a folder that is empty says of what there was; only those right below the root stay.</summary>
    /// <returns>The folder that the last name was taken from.</returns>
    private string ForgetEmptyAbove(string folder)
    {
        var above = Path.GetDirectoryName(folder)!;
        while (above != _root && Path.GetDirectoryName(above) != _root && !Directory.EnumerateFileSystemEntries(above).Any())
        {
            Directory.Delete(above);
            above = Path.GetDirectoryName(above)!;
        }

        return above;
    }

    private List<StoredFile> List(string prefix)
    {
        var folder = new DirectoryInfo(PathOf(prefix[..^1]));
        var files = !folder.Exists ? [] : folder.EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => !file.Name.StartsWith(Unfinished, StringComparison.Ordinal))
            .Select(file => new StoredFile(Path.GetRelativePath(_root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file.Length))
            .ToList();
        files.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        return files;
    }

    private string PathOf(string key) => Path.Combine(_root, key.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>A folder that is new has a name to be brought to the disk, as has each above it.</summary>
    private static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;

        var above = Path.GetDirectoryName(folder);
        if (above is not null)
            MakeFolder(above);
        Directory.CreateDirectory(folder);
        if (above is not null)
            DirectorySync.Flush(above);
    }

    private static FileStreamOptions NewFile()
    {
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return create;
    }

    private static void Forget(string unfinished)
    {
        try
        {
            File.Delete(unfinished);
        }
        catch (Exception failure) when (IsOurs(failure))
        {
            // It has no name that anybody would look for.
        }
    }

    private static bool IsOurs(Exception failure) => failure is IOException or UnauthorizedAccessException;

    private FileStoreException Away(Exception failure) => new($"The folder of files, {_root}, can't be used: {failure.Message}", failure);
}
