using System.Text.Json;
using MeetingIntel.Erasure;
using MeetingIntel.Storage.Connections;
using Npgsql;

namespace MeetingIntel.Storage.Erasure;

/// <summary>A receipt as it stands in its table.</summary>
internal static class ErasureRow
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public const string Columns = "id, session_id, org_id, reason, requested_by, requested_by_name, requested_at, erased_at, rows, files, file_bytes";

    /// <summary>Reads one.</summary>
    /// <param name="row">With <see cref="Columns"/>.</param>
    public static ErasureReceipt Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        EnumNames<ErasureReason>.Parse(row.GetString(3)),
        row.GetString(4),
        row.GetOptionalString(5),
        row.GetMoment(6),
        row.GetOptionalMoment(7),
        [.. JsonSerializer.Deserialize<SortedDictionary<string, long>>(row.GetString(8))!.Select(pair => new ErasedRows(pair.Key, pair.Value))],
        row.GetInt64(9),
        row.GetInt64(10));
}
