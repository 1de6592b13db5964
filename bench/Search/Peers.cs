using System.Diagnostics;
using MeetingIntel.Storage.Search;
using Npgsql;

namespace MeetingIntel.Bench.Search;

/// <summary>What search is measured against: the two ways that come to mind first, on the same rows, with no row-level security and no snippet to pay for.</summary>
internal static class Peers
{
    /// <summary>Best first by the database's own rank, over the same index.</summary>
    public const string Ranked =
        """
        SELECT session_id, id, at FROM search_entries WHERE org_id = $1 AND words @@ search_query($2)
        ORDER BY ts_rank(words, search_query($2)) DESC LIMIT 21
        """;

    /// <summary>Newest first, without any index of words.</summary>
    public const string Like = "SELECT session_id, id, at FROM segments WHERE org_id = $1 AND text ILIKE '%' || $2 || '%' ORDER BY at DESC LIMIT 21";

    /// <summary>Asks one of them.</summary>
    /// <returns>Milliseconds.</returns>
    public static async Task<double> AskAsync(NpgsqlConnection connection, string sql, string orgId, SearchQuestion question)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = orgId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = question.Words.Trim('"', '*') });
        var began = Stopwatch.GetTimestamp();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
        }

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
