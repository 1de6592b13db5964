using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Identity;

/// <summary>What to put down about a change of something that opens doors: in the transaction of the change itself, so that neither stands without the other.</summary>
/// <param name="OrgId">The organisation whose administrators may read it.</param>
/// <param name="Actor">Who did it: kind and id with a colon between.</param>
/// <param name="Action">What was done, <c>feature.verb</c>.</param>
/// <param name="Target">What it was done to.</param>
/// <param name="SessionId">The session that it concerns, if any.</param>
/// <param name="RequestId">The request that did it.</param>
/// <param name="Details">A JSON object with what else is worth knowing; never a secret.</param>
public sealed record AuditNote(
    string OrgId, string Actor, string Action, string? Target = null, string? SessionId = null, string? RequestId = null, string? Details = null)
{
    // The name of the actor, as people call them at that moment, is the table's own doing.
    private const string Columns = "org_id, at, actor, action, target, session_id, request_id, details";

    /// <summary>A statement that changes rows and notes that, once, if there were any to change.</summary>
    /// <param name="change">Ends with <c>RETURNING</c>; those columns come back.</param>
    /// <param name="at">When.</param>
    /// <param name="values">The change's own <c>$1</c>, <c>$2</c> …</param>
    internal NpgsqlBatchCommand With(string change, DateTimeOffset at, params ReadOnlySpan<object?> values) => With(change, "", "NULL::jsonb", at, values);

    /// <summary>The same with further changes that follow from the first, and what is to be told of them.</summary>
    /// <param name="change">Ends with <c>RETURNING</c>; those columns come back.</param>
    /// <param name="further">More of a <c>WITH</c>, each with a comma behind; the first change is <c>changed</c> there.</param>
    /// <param name="told">A JSON object, or null: goes to the note's own details.</param>
    /// <param name="at">When.</param>
    /// <param name="values">The changes' own <c>$1</c>, <c>$2</c> …</param>
    internal NpgsqlBatchCommand With(string change, string further, string told, DateTimeOffset at, params ReadOnlySpan<object?> values)
    {
        var n = values.Length;
        return Statement.Of(
            $"""
            WITH changed AS ({change}), {further} noted AS (
              INSERT INTO audit_entries ({Columns})
              SELECT ${n + 1}, ${n + 2}, ${n + 3}, ${n + 4}, ${n + 5}::text, ${n + 6}::text, ${n + 7}::text,
                nullif(coalesce(${n + 8}::jsonb, '{"{}"}') || coalesce({told}, '{"{}"}'), '{"{}"}')
              WHERE EXISTS (SELECT FROM changed))
            SELECT * FROM changed
            """,
            [.. values, OrgId, at, Actor, Action, Target, SessionId, RequestId, Details]);
    }

    /// <summary>A statement that only notes.</summary>
    /// <param name="at">When.</param>
    internal NpgsqlBatchCommand Alone(DateTimeOffset at) => Statement.Of(
        $"INSERT INTO audit_entries ({Columns}) VALUES ($1, $2, $3, $4, $5::text, $6::text, $7::text, $8::jsonb)",
        OrgId, at, Actor, Action, Target, SessionId, RequestId, Details);
}
