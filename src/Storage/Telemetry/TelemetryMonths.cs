using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>The tables that points are kept in, one for each month: made when a first point of that month comes.</summary>
internal static class TelemetryMonths
{
    /// <summary>What is older is kept together.</summary>
    private static readonly DateTime First = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Makes a month's table unless it is there.</summary>
    /// <param name="connection">Open and idle.</param>
    /// <param name="made">Those that are known to be there; this one is added.</param>
    /// <param name="month">Its first day, UTC.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task MakeAsync(NpgsqlConnection connection, HashSet<DateTime> made, DateTime month, CancellationToken cancellationToken)
    {
        if (month < First || made.Contains(month))
            return;

        await Statement.RunAsync(connection, [Statement.Of("SELECT telemetry_month($1)", month)], skip: 0, static _ => 0, cancellationToken);
        made.Add(month);
    }
}
