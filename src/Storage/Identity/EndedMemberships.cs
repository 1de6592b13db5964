namespace MeetingIntel.Storage.Identity;

/// <summary>
/// From when on an issuer's word about somebody counts again. What it says makes people and memberships, so that taking their rows away keeps nobody out; what it said
/// before the end is refused instead. What it says later counts: who belongs is its word.
/// </summary>
internal static class EndedMemberships
{
    /// <summary>Stands for all organisations.</summary>
    public const string Everywhere = "''";

    /// <summary>Waits for whoever is just letting the person <c>$1</c> in, and has those wait who come: by what the person is called, as there may be no row yet.</summary>
    public const string HoldPerson = $"SELECT {Lock}(hashtextextended(u.issuer || chr(10) || u.subject, 0)) FROM users u WHERE u.id = $1 AND u.issuer IS NOT NULL";

    /// <summary>The same for the subject <c>$2</c> of the issuer <c>$1</c>.</summary>
    public const string HoldSubject = $"SELECT {Lock}(hashtextextended($1 || chr(10) || $2, 0))";

    private const string Lock = "pg_advisory_xact_lock";

    /// <summary>Notes an end, where somebody else vouches for the person. Gives the organisation.</summary>
    /// <param name="user">Who: a part of the statement, as the others.</param>
    /// <param name="org">Where.</param>
    /// <param name="at">Until when what was said is over.</param>
    public static string End(string user, string org, string at) =>
        $"""
        INSERT INTO ended_memberships AS e (issuer, subject, org_id, ended_at)
        SELECT u.issuer, u.subject, {org}, {at} FROM users u WHERE u.id = {user} AND u.issuer IS NOT NULL AND {org} IS NOT NULL
        ON CONFLICT (issuer, subject, org_id) DO UPDATE SET ended_at = greatest(e.ended_at, excluded.ended_at) RETURNING org_id
        """;

    /// <summary>A condition: what was said is over.</summary>
    /// <param name="issuer">Who said it: a part of the statement, as the others.</param>
    /// <param name="subject">About whom.</param>
    /// <param name="org">About which organisation.</param>
    /// <param name="saidAt">When.</param>
    public static string IsOver(string issuer, string subject, string org, string saidAt) =>
        $"""
        EXISTS (
          SELECT FROM ended_memberships e WHERE e.issuer = {issuer} AND e.subject = {subject} AND (e.org_id = {Everywhere} OR e.org_id = {org}) AND e.ended_at >= {saidAt}::timestamptz)
        """;
}
