using System.Buffers;
using System.Buffers.Binary;
using MeetingIntel.Telemetry;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>Points that wait in a file until the last of them has come: whoever sends them slowly holds no connection to the database, and who breaks off leaves nothing behind.</summary>
internal sealed class PointSpool : IAsyncDisposable
{
    /// <summary>Bytes of a point: channel, microseconds since 1970, key, value.</summary>
    public const int RowBytes = 4 + 8 + 8 + 8;

    private readonly Dictionary<TelemetryChannel, TelemetryReading> _newest = [];
    private readonly FileStream _file = new(
        Path.Combine(Path.GetTempPath(), $"meetingintel-points-{Guid.NewGuid():N}"),
        new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous, BufferSize = 0 });

    /// <summary>How many points.</summary>
    public long Count { get; private set; }

    /// <summary>Their channels.</summary>
    public IReadOnlyCollection<TelemetryChannel> Channels => _newest.Keys;

    /// <summary>The first days of the months that they are of.</summary>
    public HashSet<DateTime> Months { get; } = [];

    /// <summary>The newest point of each channel.</summary>
    public IReadOnlyList<ChannelNews> News() => PointRows.NewsOf(_newest);

    /// <summary>Adds points.</summary>
    /// <param name="channels">For each of the batch's channels what it is.</param>
    /// <param name="batch">The points.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AddAsync(TelemetryChannel[] channels, TelemetryBatch batch, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(batch.Count * RowBytes);
        try
        {
            Write(channels, batch, buffer);
            await _file.WriteAsync(buffer.AsMemory(0, batch.Count * RowBytes), cancellationToken);
            Count += batch.Count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Goes back to the first point.</summary>
    public Stream Rewind()
    {
        _file.Position = 0;
        return _file;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private void Write(TelemetryChannel[] channels, TelemetryBatch batch, Span<byte> buffer)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var channel = channels[batch.ChannelOf[i]];
            var at = batch.At[i];
            var row = buffer.Slice(i * RowBytes, RowBytes);
            BinaryPrimitives.WriteInt32LittleEndian(row, channel.Id);
            BinaryPrimitives.WriteInt64LittleEndian(row[4..], (at - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            BinaryPrimitives.WriteInt64LittleEndian(row[12..], batch.Keys[i]);
            BinaryPrimitives.WriteDoubleLittleEndian(row[20..], batch.Values[i]);
            Months.Add(new DateTime(at.Year, at.Month, 1, 0, 0, 0, DateTimeKind.Utc));
            if (!_newest.TryGetValue(channel, out var newest) || at >= newest.At.UtcDateTime)
            {
                var reading = new TelemetryReading(new DateTimeOffset(at), batch.Keys[i], batch.Values[i]);
                if (reading.IsBehind(newest))
                    _newest[channel] = reading;
            }
        }
    }
}
