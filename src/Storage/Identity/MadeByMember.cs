namespace MeetingIntel.Storage.Identity;

/// <summary>
/// What somebody made for an organisation that lets others in, or acts for them: it ends with what they were there, in the same statement. Else whoever has been
/// removed would keep the organisation through a key that they made the day before.
/// </summary>
internal static class MadeByMember
{
    /// <summary>
    /// A condition that locks a person's membership until the transaction ends, so that nobody makes or changes anything for an organisation while they are being removed from
    /// it. Whoever does is asked for their membership as it is then, and not as it was when they came in.
    /// </summary>
    /// <param name="user">Who: a part of a statement.</param>
    /// <param name="org">Where: likewise.</param>
    /// <param name="role">As what, at least; <see langword="null"/>: as anything.</param>
    public static string StillMember(string user, string org, string? role = null) =>
        $"EXISTS (SELECT FROM memberships maker WHERE maker.user_id = {user} AND maker.org_id = {org}{(role is null ? "" : $" AND maker.role = '{role}'")} FOR SHARE)";

    /// <summary>Parts of a <c>WITH</c>, each with a comma behind, for somebody who belongs to the organisation no more.</summary>
    /// <param name="of">A condition, given the column that says who made a thing; the table's other column is <c>org_id</c>.</param>
    /// <param name="at">When: a part of the statement.</param>
    public static string End(Func<string, string> of, string at) =>
        $"""
        {EndAsAdministrator(of, at)}
        ended_links AS (UPDATE share_links SET revoked_at = {at} WHERE revoked_at IS NULL AND {of("created_by")} RETURNING org_id),
        ended_tokens AS (DELETE FROM oauth_tokens WHERE {of("user_id")} RETURNING org_id),
        """;

    /// <summary>The same for somebody who is a member still, and administrator no more: links to sessions of their own are theirs to make.</summary>
    /// <param name="of">A condition, as above.</param>
    /// <param name="at">When: a part of the statement.</param>
    /// <param name="user">Who: likewise.</param>
    public static string Lower(Func<string, string> of, string at, string user) =>
        $"""
        {EndAsAdministrator(of, at)}
        ended_links AS (
          UPDATE share_links SET revoked_at = {at} WHERE revoked_at IS NULL AND {of("created_by")}
            AND NOT EXISTS (SELECT FROM sessions s WHERE s.id = share_links.session_id AND s.owner_id = {user}) RETURNING org_id),
        ended_tokens AS (SELECT org_id FROM share_links WHERE false),
        """;

    /// <summary>How many of each ended, for the audit: a JSON object, or null.</summary>
    /// <param name="org">Where: a part of the statement.</param>
    public static string Told(string org) =>
        $"""
        jsonb_strip_nulls(jsonb_build_object(
          'ended_api_keys', {Count("ended_keys", org)}, 'ended_invitations', {Count("ended_invitations", org)}, 'ended_password_resets', {Count("ended_resets", org)},
          'ended_share_links', {Count("ended_links", org)}, 'ended_oauth_tokens', {Count("ended_tokens", org)}))
        """;

    private static string EndAsAdministrator(Func<string, string> of, string at) =>
        $"""
        ended_keys AS (UPDATE api_keys SET revoked_at = {at} WHERE revoked_at IS NULL AND {of("created_by")} RETURNING org_id),
        ended_invitations AS (UPDATE invitations SET revoked_at = {at} WHERE accepted_at IS NULL AND revoked_at IS NULL AND {of("invited_by")} RETURNING org_id),
        ended_resets AS (DELETE FROM password_resets WHERE {of("created_by")} RETURNING org_id),
        """;

    private static string Count(string ended, string org) => $"(SELECT nullif(count(*), 0) FROM {ended} AS ended WHERE ended.org_id = {org})";
}
