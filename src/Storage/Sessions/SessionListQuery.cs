using MeetingIntel.Sessions;
using MeetingIntel.Storage.Connections;
using Npgsql;

namespace MeetingIntel.Storage.Sessions;

/// <summary>The conditions of a list. Only those that are asked for stand in the statement, so that each combination gets the index it deserves.</summary>
internal sealed class SessionListQuery
{
    private readonly NpgsqlBatchCommand _statement = new();
    private readonly List<string> _conditions = [];

    /// <summary>Only this organisation's.</summary>
    public SessionListQuery OfOrganisation(string orgId) => Where($"s.org_id = {Text(orgId)}");

    /// <summary>Only those that a filter names.</summary>
    public SessionListQuery Matching(SessionFilter filter)
    {
        if (filter.Status is { } status)
            Where($"s.status = {Text(EnumNames<SessionStatus>.Of(status))}");
        if (filter.Type is { } type)
            Where($"s.type = {Text(type)}");
        // The ICU collation, since the server's own may know no letters but ASCII; strpos, since a name may hold % and _.
        if (filter.Name is { Length: > 0 } name)
            Where($"""strpos(lower(s.name COLLATE "und-x-icu") COLLATE "C", lower({Text(name)} COLLATE "und-x-icu") COLLATE "C") > 0""");
        if (filter.From is { } from)
            Where($"s.created_at >= {Moment(from)}");
        if (filter.To is { } to)
            Where($"s.created_at <= {Moment(to)}");
        return this;
    }

    /// <summary>Finishes the statement.</summary>
    /// <param name="columns">What to read of <c>sessions s</c>.</param>
    /// <param name="order">From which end.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="limit">At most so many.</param>
    public NpgsqlBatchCommand Select(string columns, SessionOrder order, SessionCursor? after, long limit)
    {
        var (comparison, direction) = order is SessionOrder.NewestFirst ? ("<", "DESC") : (">", "ASC");
        if (after is not null)
            Where($"(s.created_at, s.id) {comparison} ({Moment(after.CreatedAt)}, {Text(after.Id)})");

        var conditions = string.Join(" AND ", _conditions);
        _statement.CommandText = $"SELECT {columns} FROM sessions s WHERE {conditions} ORDER BY s.created_at {direction}, s.id {direction} LIMIT {Number(limit)}";
        return _statement;
    }

    private SessionListQuery Where(string condition)
    {
        _conditions.Add(condition);
        return this;
    }

    private string Text(string value) => Add(value);

    private string Moment(DateTimeOffset value) => Add(value.UtcDateTime);

    private string Number(long value) => Add(value);

    private string Add(object value)
    {
        _statement.Parameters.Add(new NpgsqlParameter { Value = value });
        return $"${_statement.Parameters.Count}";
    }
}
