namespace MeetingIntel.Providers.Files;

/// <summary>A stored file that can be sought in: opened where it is read, and again after a jump. For answers that are about a part of a file.</summary>
/// <param name="files">Where it is.</param>
/// <param name="key">Its name.</param>
/// <param name="length">Its bytes.</param>
public sealed class StoredFileStream(IFileStore files, string key, long length) : ReadOnlyStream
{
    private Stream? _open;
    private long _position;
    private long _openAt;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length)
            return 0;

        if (_open is null || _openAt != _position)
        {
            if (_open is not null)
                await _open.DisposeAsync();
            _open = await files.OpenAsync(key, _position, cancellationToken) ?? throw new FileStoreException("The file was deleted while it was read.");
            _openAt = _position;
        }

        var read = await _open.ReadAsync(buffer, cancellationToken);
        _position = _openAt += read;
        return read;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_open is not null)
            await _open.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _open?.Dispose();
        base.Dispose(disposing);
    }
}
