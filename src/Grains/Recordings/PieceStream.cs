using MeetingIntel.Providers;

namespace MeetingIntel.Grains.Recordings;

/// <summary>Audio that lies in several blocks, to be read from its beginning.</summary>
/// <param name="blocks">Not changed while it is read.</param>
internal sealed class PieceStream(IReadOnlyList<ReadOnlyMemory<byte>> blocks) : ReadOnlyStream
{
    private int _block;
    private int _at;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_block < blocks.Count && _at == blocks[_block].Length)
        {
            (_block, _at) = (_block + 1, 0);
        }

        if (_block == blocks.Count)
        {
            return ValueTask.FromResult(0);
        }

        var part = blocks[_block][_at..];
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        _at += part.Length;
        return ValueTask.FromResult(part.Length);
    }
}
