namespace MeetingIntel.Providers.Files;

/// <summary>No store of files: where several processes work together and nobody has said which folder they share. There is no file, and none can be put there.</summary>
internal sealed class NoFileStore : IFileStore
{
    /// <inheritdoc/>
    public bool KeepsFiles => false;

    /// <inheritdoc/>
    public Task<long> PutAsync(string key, Stream content, CancellationToken cancellationToken) =>
        throw new FileStoreException($"No store of files is set up; set {FileStoreOptions.Section}__{nameof(FileStoreOptions.Path)}.");

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string key, long from, CancellationToken cancellationToken) => Task.FromResult<Stream?>(null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredFile>> ListAsync(string prefix, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StoredFile>>([]);

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<(int Files, long Bytes)> DeleteAllAsync(string prefix, CancellationToken cancellationToken) => Task.FromResult((0, 0L));
}
