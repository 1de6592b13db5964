using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Identity;

/// <summary>
/// Ways in for people who have forgotten their passwords. An administrator makes them, and only for people who belong to no other organisation: else
/// whoever administers one could come into another as somebody else. That is asked when one is made and again when it is used.
/// </summary>
public sealed class PasswordResetStore
{
    private const string BelongsHereAlone = "(SELECT count(*) = 1 AND bool_and(m.org_id = $2) FROM memberships m WHERE m.user_id = u.id)";

    private static readonly string Make =
        $"""
        INSERT INTO password_resets (token_hash, user_id, org_id, created_by, created_at, expires_at)
        SELECT $3, u.id, $2, $4, $5, $6 FROM users u
        WHERE u.id = $1 AND u.password_hash IS NOT NULL AND {BelongsHereAlone} AND {MadeByMember.StillMember("$4", "$2", "admin")}
        ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, org_id = excluded.org_id, created_by = excluded.created_by,
          created_at = excluded.created_at, expires_at = excluded.expires_at
        RETURNING user_id
        """;

    private const string Use =
        $"""
        WITH used AS (DELETE FROM password_resets WHERE token_hash = $1 AND org_id = $2 AND expires_at > $3 RETURNING user_id),
        changed AS (UPDATE users u SET password_hash = $4, passwords_set = passwords_set + 1, updated_at = $3 FROM used WHERE u.id = used.user_id AND {BelongsHereAlone} RETURNING u.id)
        SELECT journal_require((SELECT count(*) FROM changed) = 1, 'the reset does not hold')
        """;

    private readonly Database _database;
    private readonly TimeProvider _time;

    internal PasswordResetStore(Database database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Makes a reset; one that was made before for the same person ends.</summary>
    /// <param name="orgId">The organisation of whoever makes it.</param>
    /// <param name="userId">Whose password is forgotten.</param>
    /// <param name="tokenHash">What is kept of what uses it.</param>
    /// <param name="createdBy">Who makes it.</param>
    /// <param name="lifetime">How long it is good.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was made: not for people without a password here, or who belong elsewhere as well, and not by whoever is no administrator any more.</returns>
    public async Task<bool> MakeAsync(string orgId, string userId, byte[] tokenHash, string createdBy, TimeSpan lifetime, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var made = await _database.WriteAsync(
            [note.With(Make, now, userId, orgId, tokenHash, createdBy, now, now + lifetime)], row => row.GetString(0), cancellationToken);
        return made.Count > 0;
    }

    /// <summary>Finds who a reset is for.</summary>
    /// <param name="tokenHash">What is kept of what uses it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: it is none, or it is over.</returns>
    public async Task<PasswordReset?> FindAsync(byte[] tokenHash, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(
            Statement.Of("SELECT user_id, org_id FROM password_resets WHERE token_hash = $1 AND expires_at > $2", tokenHash, _time.GetUtcNow()),
            row => new PasswordReset(row.GetString(0), row.GetString(1)),
            cancellationToken)).SingleOrDefault();

    /// <summary>Uses a reset up: the person has another password and is signed out everywhere.</summary>
    /// <param name="reset">The reset.</param>
    /// <param name="tokenHash">What is kept of what uses it.</param>
    /// <param name="passwordHash">As the framework's hasher wrote it.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it still held.</returns>
    public async Task<bool> UseAsync(PasswordReset reset, byte[] tokenHash, string passwordHash, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reset);
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        try
        {
            await _database.WriteAsync(
                [
                    Statement.Of(Use, tokenHash, reset.OrgId, now, passwordHash),
                    Statement.Of("UPDATE logins SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL", reset.UserId, now),
                    note.Alone(now),
                ],
                row => row.FieldCount,
                cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (DatabaseFailures.Classify(exception) is DatabaseFailure.Conflict)
        {
            return false;
        }
    }
}

/// <summary>A reset.</summary>
/// <param name="UserId">Whose password is forgotten.</param>
/// <param name="OrgId">The organisation in which it was made.</param>
public sealed record PasswordReset(string UserId, string OrgId);
