using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Identity;

/// <summary>Who is signed in, and the tokens that keep them so. A login ends all its tokens when it ends.</summary>
public sealed class LoginStore
{
    // Used once: whoever comes second changes no row.
    private const string Use =
        """
        UPDATE refresh_tokens t SET used_at = $2 FROM logins l
        WHERE t.token_hash = $1 AND t.used_at IS NULL AND l.id = t.login_id AND l.revoked_at IS NULL AND l.expires_at > $2
        RETURNING l.id, l.user_id, l.org_id, l.expires_at
        """;

    private const string FindReused =
        """
        SELECT l.id, l.user_id, l.org_id, l.expires_at FROM refresh_tokens t JOIN logins l ON l.id = t.login_id
        WHERE t.token_hash = $1 AND t.used_at IS NOT NULL AND l.revoked_at IS NULL
        """;

    private const string FindStanding =
        """
        SELECT u.id, u.name, m.org_id, m.role, l.created_at, l.expires_at
        FROM logins l JOIN users u ON u.id = l.user_id JOIN memberships m ON m.user_id = u.id AND m.org_id = $2
        WHERE l.id = $1 AND l.revoked_at IS NULL AND l.expires_at > $3
        """;

    private readonly Database _database;
    private readonly TimeProvider _time;

    internal LoginStore(Database database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Notes that somebody has signed in, with their first refresh token.</summary>
    /// <param name="loginId">The login.</param>
    /// <param name="userId">Who.</param>
    /// <param name="orgId">For which organisation.</param>
    /// <param name="refreshHash">What is kept of the token.</param>
    /// <param name="lifetime">How long, at most.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task BeginAsync(string loginId, string userId, string orgId, byte[] refreshHash, TimeSpan lifetime, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        return _database.WriteAsync(
            [
                // A login that is over leaves, a few with each that begins.
                Statement.Of("DELETE FROM logins WHERE id IN (SELECT id FROM logins WHERE expires_at < $1 LIMIT 10)", now),
                Statement.Of("INSERT INTO logins (id, user_id, org_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)", loginId, userId, orgId, now, now + lifetime),
                Statement.Of("INSERT INTO refresh_tokens (token_hash, login_id, issued_at) VALUES ($1, $2, $3)", refreshHash, loginId, now),
                note.Alone(now),
            ],
            row => row.GetString(0),
            cancellationToken);
    }

    /// <summary>Uses a refresh token up.</summary>
    /// <param name="refreshHash">What is kept of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whose it was; or, when it had been used before, whose login has to end for that; neither: there is no such token, or its login is over.</returns>
    public async Task<(LoginMark? Used, LoginMark? Reused)> UseAsync(byte[] refreshHash, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var used = await _database.WriteAsync([Statement.Of(Use, refreshHash, now)], ReadMark, cancellationToken);
        if (used is [var login])
            return (login, null);

        var reused = await _database.QueryAsync(Statement.Of(FindReused, refreshHash), ReadMark, cancellationToken);
        return (null, reused.SingleOrDefault());
    }

    /// <summary>Gives a login its next refresh token, and the organisation that it is for from now on.</summary>
    /// <param name="loginId">The login.</param>
    /// <param name="orgId">The organisation.</param>
    /// <param name="refreshHash">What is kept of the token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task GoOnAsync(string loginId, string orgId, byte[] refreshHash, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        return _database.WriteAsync(
            [
                Statement.Of("UPDATE logins SET org_id = $2 WHERE id = $1", loginId, orgId),
                Statement.Of("INSERT INTO refresh_tokens (token_hash, login_id, issued_at) VALUES ($1, $2, $3)", refreshHash, loginId, now),
            ],
            row => row.GetString(0),
            cancellationToken);
    }

    /// <summary>How somebody who is signed in stands in an organisation now.</summary>
    /// <param name="loginId">The login.</param>
    /// <param name="orgId">The organisation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: the login is over, or they are no member.</returns>
    public async Task<LoginRow?> FindAsync(string loginId, string orgId, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(
            Statement.Of(FindStanding, loginId, orgId, _time.GetUtcNow()),
            row => new LoginRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetMoment(4), row.GetMoment(5)),
            cancellationToken)).SingleOrDefault();

    /// <summary>Finds the login of a refresh token, used or not.</summary>
    /// <param name="refreshHash">What is kept of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LoginMark?> FindByTokenAsync(byte[] refreshHash, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(
            Statement.Of("SELECT l.id, l.user_id, l.org_id, l.expires_at FROM refresh_tokens t JOIN logins l ON l.id = t.login_id WHERE t.token_hash = $1", refreshHash),
            ReadMark,
            cancellationToken)).SingleOrDefault();

    /// <summary>Signs somebody out.</summary>
    /// <param name="login">Whose login.</param>
    /// <param name="everywhere">All their logins, not only this one.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task EndAsync(LoginMark login, bool everywhere, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        ArgumentNullException.ThrowIfNull(note);
        return _database.WriteAsync(
            [
                note.With(
                    "UPDATE logins SET revoked_at = $2 WHERE (id = $1 OR ($3 AND user_id = $4)) AND revoked_at IS NULL RETURNING id",
                    _time.GetUtcNow(),
                    login.Id, _time.GetUtcNow(), everywhere, login.UserId),
            ],
            row => row.GetString(0),
            cancellationToken);
    }

    private static LoginMark ReadMark(Npgsql.NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetMoment(3));
}

/// <summary>A login.</summary>
/// <param name="Id"><c>login_…</c>.</param>
/// <param name="UserId">Whose.</param>
/// <param name="OrgId">For which organisation it was last.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record LoginMark(string Id, string UserId, string OrgId, DateTimeOffset ExpiresAt);
