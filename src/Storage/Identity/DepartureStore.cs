using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Identity;

/// <summary>People who leave for good.</summary>
public sealed class DepartureStore
{
    private const string Theirs = "SELECT org_id FROM memberships WHERE user_id = $1";

    private const string Alone = $"SELECT org_id FROM memberships WHERE org_id IN ({Theirs}) GROUP BY org_id HAVING count(*) = 1";

    // While these are held nobody joins these organisations, or becomes something else in them. In the order in which others lock them: organisations, members, and then
    // what they made. Rows that only refer to an organisation are let in meanwhile: who makes one holds their own membership already.
    private const string HoldOrganisations = $"SELECT count(*) FROM (SELECT id FROM orgs WHERE id IN ({Theirs}) ORDER BY id FOR NO KEY UPDATE) AS held";
    private const string HoldMembers = $"SELECT count(*) FROM (SELECT user_id FROM memberships WHERE org_id IN ({Theirs}) ORDER BY org_id, user_id FOR UPDATE) AS held";

    private const string KeepAdmins =
        $"""
        SELECT journal_require(NOT EXISTS (
          SELECT FROM memberships WHERE org_id IN ({Theirs})
          GROUP BY org_id HAVING count(*) > 1 AND count(*) FILTER (WHERE role = 'admin' AND user_id <> $1) = 0), 'others would be left without an administrator')
        """;

    private static readonly string End =
        $"""
        WITH {MadeByMember.End(made => $"({made} = $1 OR org_id IN ({Alone}))", "$2")} refused AS ({EndedMemberships.End("$1", EndedMemberships.Everywhere, "$5")}), noted AS (
          INSERT INTO audit_entries (org_id, at, actor, action, target, request_id, details)
          SELECT places.org_id, $2, $3, 'user.delete', $1, $4::text, nullif({MadeByMember.Told("places.org_id")}, '{"{}"}') FROM ({Theirs}) AS places)
        SELECT
        """;

    private static readonly GrainError LastAdmin = new(GrainErrorKind.Conflict, "org.last-admin", "An organisation needs an administrator; make somebody else one first.");

    private readonly Database _database;
    private readonly TimeProvider _time;

    internal DepartureStore(Database database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>
    /// Removes a person: with them go their memberships, logins, profile and preferences, and what they keep here of others' tokens; the API keys, links,
    /// invitations and resets that they made end. An organisation in which they were alone stays, as its sessions belong to it, and nobody gets in any more: all its keys, links
    /// and invitations end. Of whom others vouch for, what was said until now makes nobody new.
    /// </summary>
    /// <param name="userId">Who. Who is not there is removed already.</param>
    /// <param name="actor">For the audit: who does it.</param>
    /// <param name="requestId">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>, or that an organisation with others in it would be left without an administrator.</returns>
    public async Task<GrainError?> RemoveAsync(string userId, string actor, string requestId, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        try
        {
            await _database.WriteAsync(
                [
                    Statement.Of(EndedMemberships.HoldPerson, userId),
                    Statement.Of(HoldOrganisations, userId),
                    Statement.Of(HoldMembers, userId),
                    Statement.Of(KeepAdmins, userId),
                    Statement.Of(End, userId, now, actor, requestId, now + ExternalPeopleStore.Skew),
                    Statement.Of("DELETE FROM users WHERE id = $1", userId),
                ],
                row => row.FieldCount,
                cancellationToken);
            return null;
        }
        catch (PostgresException exception) when (DatabaseFailures.Classify(exception) is DatabaseFailure.Conflict)
        {
            return LastAdmin;
        }
    }
}
