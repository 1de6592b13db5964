using System.Buffers.Binary;
using Npgsql;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>Points by COPY, in PostgreSQL's binary format ("COPY", File Formats, Binary Format): half the cost of an INSERT, where none of them is on record yet.</summary>
internal static class PointCopy
{
    private const string Copy = "COPY telemetry_points (org_number, channel_id, at, key, value) FROM STDIN (FORMAT BINARY)";

    // Five fields, each with its length before it.
    private const int RowBytes = 2 + (4 + 4) + (4 + 4) + (4 + 8) + (4 + 8) + (4 + 8);

    private const int Trailer = -1;

    /// <summary>PostgreSQL counts from here.</summary>
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Behind it come no flags and no extension: eight bytes of zero.</summary>
    private static ReadOnlySpan<byte> Signature => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0];

    /// <summary>Writes points.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="rows">The points.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PostgresException">One of them is on record, or comes twice (<c>23505</c>): the transaction has failed.</exception>
    public static async Task WriteAsync(NpgsqlConnection connection, PointRows rows, CancellationToken cancellationToken)
    {
        var bytes = Encode(rows);
        await using var copy = await connection.BeginRawBinaryCopyAsync(Copy, cancellationToken);
        await copy.WriteAsync(bytes, cancellationToken);
    }

    private static byte[] Encode(PointRows rows)
    {
        var bytes = new byte[Signature.Length + 8 + (rows.At.Count * RowBytes) + 2];
        Signature.CopyTo(bytes);
        var at = Signature.Length + 8;
        for (var i = 0; i < rows.At.Count; i++)
        {
            var row = bytes.AsSpan(at, RowBytes);
            BinaryPrimitives.WriteInt16BigEndian(row, 5);
            BinaryPrimitives.WriteInt32BigEndian(row[2..], 4);
            BinaryPrimitives.WriteInt32BigEndian(row[6..], rows.OrgNumbers[i]);
            BinaryPrimitives.WriteInt32BigEndian(row[10..], 4);
            BinaryPrimitives.WriteInt32BigEndian(row[14..], rows.ChannelIds[i]);
            BinaryPrimitives.WriteInt32BigEndian(row[18..], 8);
            BinaryPrimitives.WriteInt64BigEndian(row[22..], (rows.At[i].Ticks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond);
            BinaryPrimitives.WriteInt32BigEndian(row[30..], 8);
            BinaryPrimitives.WriteInt64BigEndian(row[34..], rows.Keys[i]);
            BinaryPrimitives.WriteInt32BigEndian(row[42..], 8);
            BinaryPrimitives.WriteDoubleBigEndian(row[46..], rows.Values[i]);
            at += RowBytes;
        }

        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(at), Trailer);
        return bytes;
    }
}
