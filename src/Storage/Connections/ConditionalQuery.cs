using Npgsql;

namespace MeetingIntel.Storage.Connections;

/// <summary>A query with the conditions that are asked for, and no others: so each combination gets the plan that it deserves.</summary>
internal sealed class ConditionalQuery
{
    private readonly NpgsqlBatchCommand _statement = new();
    private readonly List<string> _conditions = [];

    /// <summary>Adds a value.</summary>
    /// <param name="value">Of a type that says the database's.</param>
    /// <returns>What stands for it in the statement.</returns>
    public string Add(object value)
    {
        _statement.Parameters.Add(new NpgsqlParameter { Value = value is DateTimeOffset moment ? moment.UtcDateTime : value });
        return $"${_statement.Parameters.Count}";
    }

    /// <summary>Adds a condition that must hold, too.</summary>
    /// <param name="condition">SQL, with what <see cref="Add"/> gave for values.</param>
    public void Where(string condition) => _conditions.Add(condition);

    /// <summary>Finishes the statement.</summary>
    /// <param name="select">What stands before the conditions.</param>
    /// <param name="rest">What stands behind them.</param>
    public NpgsqlBatchCommand Build(string select, string rest)
    {
        _statement.CommandText = $"{select} WHERE {string.Join(" AND ", _conditions)} {rest}";
        return _statement;
    }
}
