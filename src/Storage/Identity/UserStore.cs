using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Identity;

/// <summary>People, and where they belong.</summary>
public sealed class UserStore
{
    /// <summary>Who vouches for the development identity.</summary>
    public const string DevelopmentIssuer = "development";

    // Any number will do, as long as nothing else locks it.
    private const long FirstLock = 0x4D_49_55_53_45_52;

    private const string Columns = "u.id, u.name, u.email, u.handle, u.bio, u.profile_image, u.issuer, u.created_at, u.updated_at";

    private const string InsertUser =
        """
        INSERT INTO users (id, name, email, handle, password_hash, bio, profile_image, created_at) VALUES ($1, $2, $3, $4, $5, $6::text, $7::text, $8)
        """;

    // That it is another, and not which.
    private const string NoteMove =
        """
        INSERT INTO audit_entries (org_id, at, actor, action, target, request_id)
        SELECT m.org_id, $3, $4, 'user.change-email', u.id, $5::text FROM users u JOIN memberships m ON m.user_id = u.id
        WHERE u.id = $1 AND lower(u.email) IS DISTINCT FROM lower($2::text) AND $2::text IS NOT NULL
        """;

    private const string ChangePassword =
        """
        WITH changed AS (UPDATE users SET password_hash = $3, passwords_set = passwords_set + 1, updated_at = $4 WHERE id = $1 AND passwords_set = $2 RETURNING id)
        SELECT journal_require((SELECT count(*) FROM changed) = 1, 'the password was changed meanwhile')
        """;

    private static readonly GrainError PasswordChanged = new(GrainErrorKind.Conflict, "user.password-changed", "The password was changed meanwhile.");
    private static readonly GrainError EmailTaken = new(GrainErrorKind.Validation, "user.email-taken", "Somebody has registered with this e-mail address already.");
    private static readonly GrainError HandleTaken = new(GrainErrorKind.Validation, "user.handle-taken", "Somebody else has this handle.");
    private static readonly GrainError AlreadyInitialized = new(GrainErrorKind.Conflict, "admin.initialized", "This server has its first administrator already.");
    private static readonly GrainError NoInvitation = new(GrainErrorKind.NotFound, "invitation.not-found", "There is no such invitation, or it was used, revoked or has expired.");

    private static readonly TimeSpan SomebodyStays = TimeSpan.FromMinutes(1);

    private readonly Database _database;
    private readonly TimeProvider _time;
    private long _somebodyUntil;

    internal UserStore(Database database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Whether there is anybody at all but the development identity, with a password or vouched for by others. Everybody may ask; that somebody is there is remembered for a while, as the last one seldom leaves.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> IsAnybodyThereAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (now.Ticks < Interlocked.Read(ref _somebodyUntil))
            return true;

        var query = Statement.Of("SELECT EXISTS (SELECT FROM users WHERE issuer IS DISTINCT FROM $1)", DevelopmentIssuer);
        var isSomebody = (await _database.QueryAsync(query, row => row.GetBoolean(0), cancellationToken)).Single();
        if (isSomebody)
            Interlocked.Exchange(ref _somebodyUntil, (now + SomebodyStays).Ticks);
        return isSomebody;
    }

    /// <summary>Registers a person and lets them into an organisation; both or nothing.</summary>
    /// <param name="user">The person.</param>
    /// <param name="entrance">Where they belong.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="onlyFirst">Only when nobody is there yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>; or that the address or the handle is taken, the invitation does not hold, or somebody is there already.</returns>
    public async Task<GrainError?> RegisterAsync(NewUser user, Entrance entrance, AuditNote note, bool onlyFirst, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(entrance);
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        // Who may only be the first waits for all who come at the same time, and they for them.
        List<NpgsqlBatchCommand> statements = [Statement.Of($"SELECT pg_advisory_xact_lock{(onlyFirst ? "" : "_shared")}({FirstLock})")];
        if (onlyFirst)
        {
            statements.Add(Statement.Of("SELECT journal_require(NOT EXISTS (SELECT FROM users WHERE issuer IS DISTINCT FROM $1), 'somebody is there')", DevelopmentIssuer));
        }

        statements.Add(Statement.Of(InsertUser, user.Id, user.Name, user.Email, user.Handle, user.PasswordHash, user.Bio, user.ProfileImage, now));
        statements.AddRange(Enter(user.Id, entrance, now));
        statements.Add(note.Alone(now));
        return await TryAsync(statements, onlyFirst ? AlreadyInitialized : NoInvitation, cancellationToken);
    }

    /// <summary>Lets a person who is there into one more organisation.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="entrance">The organisation.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>, or that the invitation does not hold.</returns>
    public Task<GrainError?> EnterAsync(string userId, Entrance entrance, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entrance);
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        return TryAsync([.. Enter(userId, entrance, now), note.Alone(now)], NoInvitation, cancellationToken);
    }

    /// <summary>Makes the development identity known, so that its keys, links and members have somebody to belong to.</summary>
    /// <param name="userId">Its id.</param>
    /// <param name="orgId">Its organisation's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task EnsureDevelopmentAsync(string userId, string orgId, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        return _database.WriteAsync(
            [
                Statement.Of("INSERT INTO orgs (id, name, created_at) VALUES ($1, 'Development', $2) ON CONFLICT (id) DO NOTHING", orgId, now),
                Statement.Of(
                    "INSERT INTO users (id, name, email, handle, issuer, subject, created_at) VALUES ($1, 'Developer', 'dev@example.com', 'developer', $2, $1, $3) ON CONFLICT DO NOTHING",
                    userId, DevelopmentIssuer, now),
                Statement.Of("INSERT INTO memberships (org_id, user_id, role, created_at) SELECT $1, id, 'admin', $3 FROM users WHERE id = $2 ON CONFLICT DO NOTHING", orgId, userId, now),
            ],
            row => row.GetString(0),
            cancellationToken);
    }

    /// <summary>Finds somebody who has a password.</summary>
    /// <param name="email">Their address; case does not matter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<UserSecret?> FindByEmailAsync(string email, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(
            Statement.Of($"SELECT {Columns}, u.password_hash, u.passwords_set FROM users u WHERE lower(u.email) = lower($1) AND u.issuer IS NULL", email),
            row => new UserSecret(Read(row), row.GetString(9), row.GetInt32(10)),
            cancellationToken)).SingleOrDefault();

    /// <summary>Finds somebody's password.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: they are not there, or others vouch for them.</returns>
    public async Task<UserSecret?> FindSecretAsync(string userId, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(
            Statement.Of($"SELECT {Columns}, u.password_hash, u.passwords_set FROM users u WHERE u.id = $1 AND u.password_hash IS NOT NULL", userId),
            row => new UserSecret(Read(row), row.GetString(9), row.GetInt32(10)),
            cancellationToken)).SingleOrDefault();

    /// <summary>Finds a person.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<UserRow?> FindAsync(string userId, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(Statement.Of($"SELECT {Columns} FROM users u WHERE u.id = $1", userId), Read, cancellationToken)).SingleOrDefault();

    /// <summary>Where a person belongs, the oldest membership first.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<MembershipRow>> ListMembershipsAsync(string userId, CancellationToken cancellationToken) =>
        await _database.QueryAsync(
            Statement.Of("SELECT o.id, o.name, m.role, m.created_at FROM memberships m JOIN orgs o ON o.id = m.org_id WHERE m.user_id = $1 ORDER BY m.created_at, o.id", userId),
            row => new MembershipRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetMoment(3)),
            cancellationToken);

    /// <summary>Changes what is given of a person. Another address, with which they sign in from then on, is news to all their organisations.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="name">The new name; <see langword="null"/> leaves it, as with the others.</param>
    /// <param name="email">The new address.</param>
    /// <param name="handle">The new handle.</param>
    /// <param name="bio">The new text.</param>
    /// <param name="profileImage">The new picture.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>, or that the address or handle is taken.</returns>
    public Task<GrainError?> UpdateAsync(
        string userId, string? name, string? email, string? handle, string? bio, string? profileImage, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        return TryAsync(
            [
                Statement.Of(NoteMove, userId, email, now, note.Actor, note.RequestId),
                Statement.Of(
                    """
                    UPDATE users SET name = coalesce($2::text, name), email = coalesce($3::text, email), handle = coalesce($4::text, handle),
                      bio = coalesce($5::text, bio), profile_image = coalesce($6::text, profile_image), updated_at = $7
                    WHERE id = $1
                    """,
                    userId, name, email, handle, bio, profileImage, now),
                note.Alone(now),
            ],
            NoInvitation,
            cancellationToken);
    }

    /// <summary>Gives a person another password and signs them out everywhere else. A reset that was made before for what they forgot is over.</summary>
    /// <param name="secret">Who, and the password that they have proven to know.</param>
    /// <param name="passwordHash">As the framework's hasher wrote it.</param>
    /// <param name="keepLogin">The login that goes on; <see langword="null"/>: none.</param>
    /// <param name="note">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was done: not when the password that they know was changed meanwhile.</returns>
    public async Task<bool> ChangePasswordAsync(UserSecret secret, string passwordHash, string? keepLogin, AuditNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(note);
        var now = _time.GetUtcNow();
        var userId = secret.User.Id;
        var error = await TryAsync(
            [
                Statement.Of(ChangePassword, userId, secret.PasswordsSet, passwordHash, now),
                Statement.Of("UPDATE logins SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL AND id IS DISTINCT FROM $3::text", userId, now, keepLogin),
                Statement.Of("DELETE FROM password_resets WHERE user_id = $1", userId),
                note.Alone(now),
            ],
            PasswordChanged,
            cancellationToken);
        return error is null;
    }

    /// <summary>Replaces a hash by one of the same password that is made as hashes are made now.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="from">What it was.</param>
    /// <param name="to">What it shall be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RehashAsync(string userId, string from, string to, CancellationToken cancellationToken) =>
        _database.WriteAsync([Statement.Of("UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2", userId, from, to)], row => row.GetString(0), cancellationToken);

    private static IEnumerable<NpgsqlBatchCommand> Enter(string userId, Entrance entrance, DateTimeOffset now)
    {
        // The organisation first, as somebody who leaves it does, and then their invitations: the two would wait for each other.
        if (entrance.OrgName is null)
            yield return Statement.Of("SELECT FROM orgs WHERE id = $1 FOR SHARE", entrance.OrgId);

        if (entrance.InvitationHash is { } hash)
        {
            yield return Statement.Of(
                """
                WITH accepted AS (
                  UPDATE invitations SET accepted_at = $2, accepted_by = $3
                  WHERE token_hash = $1 AND org_id = $4 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2 RETURNING 1)
                SELECT journal_require((SELECT count(*) FROM accepted) = 1, 'the invitation does not hold')
                """,
                hash, now, userId, entrance.OrgId);
        }

        if (entrance.OrgName is { } name)
            yield return Statement.Of("INSERT INTO orgs (id, name, created_at) VALUES ($1, $2, $3)", entrance.OrgId, name, now);

        // Who is there already can become more by an invitation, and never less.
        yield return Statement.Of(
            """
            INSERT INTO memberships AS m (org_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (org_id, user_id) DO UPDATE SET role = CASE WHEN excluded.role = 'admin' THEN 'admin' ELSE m.role END
            """,
            entrance.OrgId, userId, entrance.Role, now);
    }

    private async Task<GrainError?> TryAsync(IReadOnlyList<NpgsqlBatchCommand> statements, GrainError unmet, CancellationToken cancellationToken)
    {
        try
        {
            await _database.WriteAsync(statements, row => row.FieldCount, cancellationToken);
            return null;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return exception.ConstraintName switch
            {
                "users_by_email" => EmailTaken,
                "users_by_handle" => HandleTaken,
                _ => throw new InvalidOperationException($"Two rows of the same key: {exception.ConstraintName}.", exception),
            };
        }
        catch (PostgresException exception) when (DatabaseFailures.Classify(exception) is DatabaseFailure.Conflict)
        {
            return unmet;
        }
    }

    private static UserRow Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetOptionalString(2),
        row.GetOptionalString(3),
        row.GetOptionalString(4),
        row.GetOptionalString(5),
        row.GetOptionalString(6),
        row.GetMoment(7),
        row.GetOptionalMoment(8));
}
