using MeetingIntel.Storage.Timeline;
using Npgsql;
using NpgsqlTypes;

namespace MeetingIntel.Storage.Connections;

/// <summary>Positional parameters and typed columns.</summary>
internal static class NpgsqlExtensions
{
    /// <summary>Adds the next parameter.</summary>
    public static NpgsqlCommand AddText(this NpgsqlCommand command, string value)
    {
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text });
        return command;
    }

    /// <summary>Adds the next parameter.</summary>
    public static NpgsqlCommand AddNumber(this NpgsqlCommand command, long value)
    {
        command.Parameters.Add(Statement.Number(value));
        return command;
    }

    /// <summary>Adds the next parameter.</summary>
    public static NpgsqlCommand AddMoment(this NpgsqlCommand command, DateTimeOffset value)
    {
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = value.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return command;
    }

    /// <summary>Reads all rows.</summary>
    public static async Task<List<T>> ReadAllAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Reads a moment, UTC.</summary>
    public static DateTimeOffset GetMoment(this NpgsqlDataReader row, int column) => new(row.GetDateTime(column), TimeSpan.Zero);

    /// <summary>Reads a moment that may be missing.</summary>
    public static DateTimeOffset? GetOptionalMoment(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetMoment(column);

    /// <summary>Reads a text that may be missing.</summary>
    public static string? GetOptionalString(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>Reads a fraction that may be missing.</summary>
    public static double? GetOptionalDouble(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
}
