namespace MeetingIntel.Providers.Files;

/// <summary>
/// Files by name, whole or not at all: the port that a folder is behind, and any S3-compatible store can be. Nothing here appends, renames or locks. Keys are
/// <see cref="FileKey"/>s.
/// </summary>
public interface IFileStore
{
    /// <summary>Whether files can be kept at all; else there is none.</summary>
    bool KeepsFiles { get; }

    /// <summary>Puts a file there, in place of any that had its name. When this completes, it survives a loss of power; when it fails, what was there before is there.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="content">Read to its end; not disposed of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="FileStoreException">The store is away, or full.</exception>
    Task<long> PutAsync(string key, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens a file.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="from">The first byte wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it holds from there on, to be disposed of; <see langword="null"/> when there is no such file.</returns>
    /// <exception cref="FileStoreException">The store is away.</exception>
    Task<Stream?> OpenAsync(string key, long from, CancellationToken cancellationToken);

    /// <summary>Lists files.</summary>
    /// <param name="prefix">What their names begin with: whole parts of a key, with a slash at the end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>In the order of their names.</returns>
    /// <exception cref="FileStoreException">The store is away.</exception>
    Task<IReadOnlyList<StoredFile>> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes a file; one that is not there is as good.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FileStoreException">The store is away.</exception>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Deletes all files whose names begin alike.</summary>
    /// <param name="prefix">With a slash at the end.</param>
    /// <param name="cancellationToken">Gives up; what is deleted is deleted.</param>
    /// <returns>How many there were, and their bytes.</returns>
    /// <exception cref="FileStoreException">The store is away.</exception>
    Task<(int Files, long Bytes)> DeleteAllAsync(string prefix, CancellationToken cancellationToken);
}

/// <summary>A file that is there.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Bytes">How large it is.</param>
public readonly record struct StoredFile(string Key, long Bytes);

/// <summary>The store of files is away, full, or refuses; the message says which, for operators.</summary>
/// <param name="message">One line.</param>
/// <param name="inner">What it said.</param>
public sealed class FileStoreException(string message, Exception? inner = null) : Exception(message, inner);
