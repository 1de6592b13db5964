using System.Buffers;

namespace MeetingIntel.Api.Telemetry;

/// <summary>The part of a body that is being looked at, in one piece. It grows to what one point may take at most, or to the body where that is small.</summary>
/// <param name="body">The body.</param>
/// <param name="length">How long it is said to be, bytes.</param>
internal sealed class BodyBuffer(Stream body, long? length) : IDisposable
{
    private const int Small = 16 * 1024;
    private const int Large = 1 << 20;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent((int)Math.Clamp((length ?? 0) + 1, Small, Large));
    private int _start;
    private int _end;

    /// <summary>Whether there is nothing more to come.</summary>
    public bool Ended { get; private set; }

    /// <summary>What is there.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Is done with what comes first.</summary>
    /// <param name="count">Bytes.</param>
    public void Consume(int count) => _start += count;

    /// <summary>Reads until there is no more room, or no more body.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there is more now; not when the body has ended, or when one point is too long.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (Ended)
        {
            return false;
        }

        if (_start > 0)
        {
            Span.CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _bytes.Length)
        {
            if (_bytes.Length >= Large)
            {
                return false;
            }

            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_bytes.Length * 4, Large));
            Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        while (_end < _bytes.Length && !Ended)
        {
            var read = await body.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
            _end += read;
            Ended = read == 0;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, []) is { Length: > 0 } bytes)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
