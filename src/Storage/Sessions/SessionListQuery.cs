using MeetingIntel.Sessions;
using MeetingIntel.Storage.Connections;
using Npgsql;

namespace MeetingIntel.Storage.Sessions;

/// <summary>The conditions of a list of sessions.</summary>
internal sealed class SessionListQuery
{
    private readonly ConditionalQuery _query = new();

    /// <summary>Only this organisation's.</summary>
    public SessionListQuery OfOrganisation(string orgId) => Where($"s.org_id = {_query.Add(orgId)}");

    /// <summary>Only those that a filter names.</summary>
    public SessionListQuery Matching(SessionFilter filter)
    {
        if (filter.Status is { } status)
            Where($"s.status = {_query.Add(EnumNames<SessionStatus>.Of(status))}");
        if (filter.Type is { } type)
            Where($"s.type = {_query.Add(type)}");
        // The ICU collation, since the server's own may know no letters but ASCII; strpos, since a name may hold % and _.
        if (filter.Name is { Length: > 0 } name)
            Where($"""strpos(lower(s.name COLLATE "und-x-icu") COLLATE "C", lower({_query.Add(name)} COLLATE "und-x-icu") COLLATE "C") > 0""");
        if (filter.From is { } from)
            Where($"s.created_at >= {_query.Add(from)}");
        if (filter.To is { } to)
            Where($"s.created_at <= {_query.Add(to)}");
        return this;
    }

    /// <summary>Finishes the statement.</summary>
    /// <param name="columns">What to read of <c>sessions s</c>.</param>
    /// <param name="order">From which end.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="limit">At most so many.</param>
    public NpgsqlBatchCommand Select(string columns, SessionOrder order, TimeCursor? after, long limit)
    {
        var (comparison, direction) = order is SessionOrder.NewestFirst ? ("<", "DESC") : (">", "ASC");
        if (after is not null)
            Where($"(s.created_at, s.id) {comparison} ({_query.Add(after.At)}, {_query.Add(after.Key)})");

        return _query.Build($"SELECT {columns} FROM sessions s", $"ORDER BY s.created_at {direction}, s.id {direction} LIMIT {_query.Add(limit)}");
    }

    private SessionListQuery Where(string condition)
    {
        _query.Where(condition);
        return this;
    }
}
