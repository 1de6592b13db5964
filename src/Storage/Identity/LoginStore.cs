using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Identity;

/// <summary>Who is signed in, and the tokens that keep them so. A login ends all its tokens when it ends.</summary>
public sealed class LoginStore
{
    /// <summary>So long after a refresh token was used its client may come with it once more: the answer was lost, or two tabs came at once.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    // Who comes with a token of the same login at the same time waits here, and sees then what was done.
    private const string HoldLogin =
        "SELECT count(*) FROM (SELECT l.id FROM refresh_tokens t JOIN logins l ON l.id = t.login_id WHERE t.token_hash = $1 FOR UPDATE OF l) AS held";

    // Ends the one living token of the login and issues the next: for who comes with the living one; or, in the grace, with the one that it was given for, or with
    // one that was given for that before it. With any other there is nothing to end.
    private const string Rotate =
        """
        WITH presented AS (
          SELECT t.token_hash, t.parent_hash, l.id, l.user_id, l.org_id, l.expires_at
          FROM refresh_tokens t JOIN logins l ON l.id = t.login_id
          WHERE t.token_hash = $1 AND l.revoked_at IS NULL AND l.expires_at > $2),
        living AS (
          SELECT n.token_hash, CASE WHEN n.token_hash = p.token_hash THEN n.token_hash ELSE n.parent_hash END AS parent_hash
          FROM presented p JOIN refresh_tokens n ON n.login_id = p.id AND n.used_at IS NULL
          WHERE n.token_hash = p.token_hash
            OR (n.parent_hash IN (p.token_hash, p.parent_hash) AND EXISTS (SELECT FROM refresh_tokens u WHERE u.token_hash = n.parent_hash AND u.used_at > $3))),
        place AS (
          SELECT m.org_id FROM memberships m JOIN presented p ON m.user_id = p.user_id WHERE $4::text IS NULL OR m.org_id = $4
          ORDER BY m.org_id <> p.org_id, m.created_at, m.org_id LIMIT 1),
        used AS (UPDATE refresh_tokens t SET used_at = $2 FROM living, place WHERE t.token_hash = living.token_hash RETURNING t.login_id, living.parent_hash),
        issued AS (INSERT INTO refresh_tokens (token_hash, login_id, issued_at, parent_hash) SELECT $5, login_id, $2, parent_hash FROM used RETURNING login_id),
        moved AS (UPDATE logins l SET org_id = place.org_id, renews_by_bearer = false FROM place, issued WHERE l.id = issued.login_id),
        noted AS (
          INSERT INTO audit_entries (org_id, at, actor, action, target, request_id)
          SELECT place.org_id, $2, 'user:' || p.user_id, 'user.sign-in', p.user_id, $6 FROM place, issued, presented p WHERE place.org_id <> p.org_id)
        SELECT p.id, p.user_id, coalesce(place.org_id, p.org_id), p.expires_at, place.org_id IS NOT NULL, EXISTS (SELECT FROM living)
        FROM presented p LEFT JOIN place ON true
        """;

    // The password that was proven is held until the login is there: who changes it meanwhile ends this login with the others, or it never begins.
    private const string Begin =
        """
        INSERT INTO logins (id, user_id, org_id, created_at, expires_at, renews_by_bearer)
        SELECT $1, u.id, $3, $4, $5, $6 FROM users u WHERE u.id = $2 AND u.passwords_set = $7 FOR SHARE OF u RETURNING id
        """;

    private const string FirstToken = "issued AS (INSERT INTO refresh_tokens (token_hash, login_id, issued_at) SELECT $8, changed.id, $4 FROM changed),";

    private const string FindStanding =
        """
        SELECT u.id, u.name, m.org_id, m.role, l.created_at, l.expires_at, l.renews_by_bearer
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
    /// <param name="secret">Who, and the password that they have proven to know.</param>
    /// <param name="orgId">For which organisation.</param>
    /// <param name="refreshHash">What is kept of the token.</param>
    /// <param name="lifetime">How long, at most.</param>
    /// <param name="renewsByBearer">Whether an access token alone gets the next one, until the refresh token is used.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was done: not when the password was changed meanwhile.</returns>
    public async Task<bool> BeginAsync(
        string loginId, UserSecret secret, string orgId, byte[] refreshHash, TimeSpan lifetime, bool renewsByBearer, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var begun = await _database.WriteAsync(
            [
                // A login that is over leaves, a few with each that begins.
                Statement.Of("DELETE FROM logins WHERE id IN (SELECT id FROM logins WHERE expires_at < $1 LIMIT 10)", now),
                note.With(Begin, FirstToken, "NULL::jsonb", now, loginId, secret.User.Id, orgId, now, now + lifetime, renewsByBearer, secret.PasswordsSet, refreshHash),
            ],
            row => row.GetString(0),
            cancellationToken);
        return begun.Count > 0;
    }

    /// <summary>
    /// Uses a refresh token up and gives its login the next one, both or nothing. A second time within <see cref="Grace"/>, while nobody has used the next one, it gets
    /// another in its place.
    /// </summary>
    /// <param name="refreshHash">What is kept of the token.</param>
    /// <param name="nextHash">What is kept of the next one.</param>
    /// <param name="orgId">The organisation that the login is for from now on; <see langword="null"/>: the same as before, or the first when they are no member there.</param>
    /// <param name="requestId">For the audit, which is told of who enters another organisation.</param>
    /// <param name="cancellationToken">Gives up; whether it was done is open then.</param>
    public async Task<Rotation> RotateAsync(byte[] refreshHash, byte[] nextHash, string? orgId, string requestId, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var rows = await _database.WriteAsync(
            (connection, token) => Statement.RunAsync(
                connection,
                [Statement.Of(HoldLogin, refreshHash), Statement.Of(Rotate, refreshHash, now, now - Grace, orgId, nextHash, requestId)],
                skip: 1,
                row => (Login: ReadMark(row), HasPlace: row.GetBoolean(4), IsGood: row.GetBoolean(5)),
                token),
            cancellationToken);
        return rows switch
        {
            [{ IsGood: false, Login: var login }] => new(RotationOutcome.Reused, login),
            [{ HasPlace: false, Login: var login }] => new(RotationOutcome.NoPlace, login),
            [{ Login: var login }] => new(RotationOutcome.Rotated, login),
            _ => new(RotationOutcome.Unknown, Login: null),
        };
    }

    /// <summary>How somebody who is signed in stands in an organisation now.</summary>
    /// <param name="loginId">The login.</param>
    /// <param name="orgId">The organisation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: the login is over, or they are no member.</returns>
    public async Task<LoginRow?> FindAsync(string loginId, string orgId, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(
            Statement.Of(FindStanding, loginId, orgId, _time.GetUtcNow()),
            row => new LoginRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetMoment(4), row.GetMoment(5), row.GetBoolean(6)),
            cancellationToken)).SingleOrDefault();

    /// <summary>Notes that a login goes on by an access token alone, the first time that it does.</summary>
    /// <param name="loginId">The login.</param>
    /// <param name="note">For the audit, once.</param>
    /// <param name="entering">For the audit, each time: the organisation that is entered with it, if it is another.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task NoteRenewalAsync(string loginId, AuditNote note, AuditNote? entering, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var first = note.With("UPDATE logins SET renewed_by_bearer_at = $2 WHERE id = $1 AND renewed_by_bearer_at IS NULL RETURNING id", now, loginId, now);
        return _database.WriteAsync(entering is null ? [first] : [first, entering.Alone(now)], row => row.GetString(0), cancellationToken);
    }

    /// <summary>Finds the login of a refresh token.</summary>
    /// <param name="refreshHash">What is kept of it.</param>
    /// <param name="living">Only of one that gets the next: not of one that was used, or whose login is over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LoginMark?> FindByTokenAsync(byte[] refreshHash, bool living, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(
            Statement.Of(
                """
                SELECT l.id, l.user_id, l.org_id, l.expires_at FROM refresh_tokens t JOIN logins l ON l.id = t.login_id
                WHERE t.token_hash = $1 AND (NOT $2 OR (t.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > $3))
                """,
                refreshHash, living, _time.GetUtcNow()),
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

/// <summary>What became of a refresh token that somebody came with.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Login">Whose it is, for the organisation that it is for from now on.</param>
public sealed record Rotation(RotationOutcome Outcome, LoginMark? Login);

/// <summary>What can become of a refresh token.</summary>
public enum RotationOutcome
{
    /// <summary>There is no such token, or its login is over.</summary>
    Unknown,

    /// <summary>The next one is issued.</summary>
    Rotated,

    /// <summary>It was used before: its login has to end for that.</summary>
    Reused,

    /// <summary>It is as good as before: they are no member of the organisation, or of any.</summary>
    NoPlace,
}
