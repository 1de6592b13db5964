using Npgsql;
using NpgsqlTypes;

namespace MeetingIntel.Storage.Timeline;

/// <summary>Statements: of single values, or set-based, where each parameter is a column, that is an array that the statement unnests.</summary>
internal static class Statement
{
    /// <summary>Builds a statement.</summary>
    /// <param name="sql">With <c>$1</c>, <c>$2</c> … for the columns.</param>
    /// <param name="columns">In that order.</param>
    public static NpgsqlBatchCommand Create(string sql, params ReadOnlySpan<NpgsqlParameter> columns)
    {
        var statement = new NpgsqlBatchCommand(sql);
        foreach (var column in columns)
            statement.Parameters.Add(column);
        return statement;
    }

    /// <summary>Builds a statement of single values.</summary>
    /// <param name="sql">With <c>$1</c>, <c>$2</c> … for the values.</param>
    /// <param name="values">In that order; their types say the database's.</param>
    public static NpgsqlBatchCommand Of(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            statement.Parameters.Add(new NpgsqlParameter { Value = value is DateTimeOffset moment ? moment.UtcDateTime : value ?? DBNull.Value });
        return statement;
    }

    /// <summary>The same statement, to be run on whatever connection: one that has been run believes that it is prepared, and on another connection it is not.</summary>
    /// <param name="statement">The statement.</param>
    public static NpgsqlBatchCommand Again(NpgsqlBatchCommand statement)
    {
        var again = new NpgsqlBatchCommand(statement.CommandText);
        foreach (NpgsqlParameter parameter in statement.Parameters)
            again.Parameters.Add(parameter.Clone());
        return again;
    }

    /// <summary>Runs statements in one round trip, which is one transaction.</summary>
    /// <typeparam name="T">A row.</typeparam>
    /// <param name="connection">Open and idle.</param>
    /// <param name="statements">In order.</param>
    /// <param name="skip">How many of the results that the statements give are not wanted; the next one's rows are.</param>
    /// <param name="read">Reads one row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<List<T>> RunAsync<T>(
        NpgsqlConnection connection, IReadOnlyList<NpgsqlBatchCommand> statements, int skip, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement);

        var rows = new List<T>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        for (; skip > 0; skip--)
            await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        // A failure of what comes after shows only when it is reached.
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return rows;
    }

    /// <summary>A column of texts.</summary>
    public static NpgsqlParameter Texts(List<string> values) => Column(values, NpgsqlDbType.Text);

    /// <summary>A column of texts, some of them missing.</summary>
    public static NpgsqlParameter OptionalTexts(List<string?> values) => Column(values, NpgsqlDbType.Text);

    /// <summary>A column of JSON values.</summary>
    public static NpgsqlParameter Jsons(List<string> values) => Column(values, NpgsqlDbType.Json);

    /// <summary>A column of indexed JSON values.</summary>
    public static NpgsqlParameter Jsonbs(List<string> values) => Column(values, NpgsqlDbType.Jsonb);

    /// <summary>A column of 64-bit numbers.</summary>
    public static NpgsqlParameter Longs(List<long> values) => Column(values, NpgsqlDbType.Bigint);

    /// <summary>A column of 64-bit numbers, some of them missing.</summary>
    public static NpgsqlParameter OptionalLongs(List<long?> values) => Column(values, NpgsqlDbType.Bigint);

    /// <summary>A column of 32-bit numbers.</summary>
    public static NpgsqlParameter Integers(List<int> values) => Column(values, NpgsqlDbType.Integer);

    /// <summary>A column of fractions.</summary>
    public static NpgsqlParameter Doubles(List<double> values) => Column(values, NpgsqlDbType.Double);

    /// <summary>A column of fractions, some of them missing.</summary>
    public static NpgsqlParameter OptionalDoubles(List<double?> values) => Column(values, NpgsqlDbType.Double);

    /// <summary>A column of yes and no.</summary>
    public static NpgsqlParameter Booleans(List<bool> values) => Column(values, NpgsqlDbType.Boolean);

    /// <summary>A column of yes and no, some of them missing.</summary>
    public static NpgsqlParameter OptionalBooleans(List<bool?> values) => Column(values, NpgsqlDbType.Boolean);

    /// <summary>A column of moments, UTC.</summary>
    public static NpgsqlParameter Moments(List<DateTime> values) => Column(values, NpgsqlDbType.TimestampTz);

    /// <summary>A column of moments, UTC, some of them missing.</summary>
    public static NpgsqlParameter OptionalMoments(List<DateTime?> values) => Column(values, NpgsqlDbType.TimestampTz);

    /// <summary>A column of days, some of them missing.</summary>
    public static NpgsqlParameter OptionalDays(List<DateOnly?> values) => Column(values, NpgsqlDbType.Date);

    /// <summary>A column of ids of appends.</summary>
    public static NpgsqlParameter Ids(List<Guid> values) => Column(values, NpgsqlDbType.Uuid);

    /// <summary>A column of ids of appends, some of them missing.</summary>
    public static NpgsqlParameter OptionalIds(List<Guid?> values) => Column(values, NpgsqlDbType.Uuid);

    /// <summary>One number.</summary>
    public static NpgsqlParameter Number(long value) => new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static NpgsqlParameter<List<T>> Column<T>(List<T> values, NpgsqlDbType type) => new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
