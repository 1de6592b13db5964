namespace MeetingIntel.Providers.Media;

/// <summary>The output of a child process, whose end counts only when the process says that it is one: whoever stores what it reads stores no half file.</summary>
/// <param name="output">The pipe.</param>
/// <param name="ended">Throws when the process failed.</param>
internal sealed class WholeOutput(Stream output, Func<Task> ended) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await output.ReadAsync(buffer, cancellationToken);
        if (read == 0 && !buffer.IsEmpty)
            await ended();
        return read;
    }
}
