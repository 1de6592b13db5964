using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Identity;

/// <summary>Failed sign-ins, counted by the name that was tried: of names that nobody has as well, so that a lock tells nothing.</summary>
public sealed class AttemptStore
{
    /// <summary>From this failure in a row on a name is locked: for a second, and then for twice as long each time.</summary>
    public const int Free = 5;

    // One statement, so that many at once are no way round the lock: of those that come together each sees what the one before has counted.
    private const string Count =
        """
        INSERT INTO login_attempts AS a (name_hash, failures, last_at) VALUES ($1, 1, $2)
        ON CONFLICT (name_hash) DO UPDATE SET
          failures = CASE WHEN a.last_at < $3 THEN 1 ELSE a.failures + 1 END,
          last_at = $2,
          locked_until = CASE WHEN a.last_at >= $3 AND a.failures + 1 >= $4
            THEN $2::timestamptz + least($5::interval, interval '1 second' * power(2, least(a.failures + 1 - $4, 20))) END
        WHERE a.locked_until IS NULL OR a.locked_until <= $2
        RETURNING a.failures
        """;

    // A lock that came of this attempt goes with it; one that came of another, before or since, stays.
    private const string TakeBack =
        """
        UPDATE login_attempts SET failures = failures - 1, locked_until = CASE WHEN failures = $2 AND last_at = $3 THEN NULL ELSE locked_until END
        WHERE name_hash = $1 AND failures > 0
        """;

    private const string NoteLock =
        """
        INSERT INTO audit_entries (org_id, at, actor, action, target, request_id)
        SELECT org_id, $2, 'user:' || user_id, 'user.lock', user_id, $3 FROM memberships WHERE user_id = $1::text
        """;

    // A transaction that writes nothing waits for no disk: that of a name that nobody has would be the faster one, and tell so.
    private const string WriteAgain = "UPDATE login_attempts SET last_at = last_at WHERE name_hash = $1";

    private static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    private readonly Database _database;
    private readonly TimeProvider _time;

    internal AttemptStore(Database database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Counts an attempt as a failure before its password is looked at; one that was right forgets it again.</summary>
    /// <param name="nameHash">What is kept of the name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Attempt> BeginAsync(byte[] nameHash, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var counted = await _database.WriteAsync(
            [
                Statement.Of("DELETE FROM login_attempts WHERE name_hash IN (SELECT name_hash FROM login_attempts WHERE last_at < $1 LIMIT 10)", now - Memory),
                Statement.Of(Count, nameHash, now, now - Memory, Free, LongestLock),
            ],
            row => row.GetInt32(0),
            cancellationToken);
        if (counted is [var failures])
            return new(LockedUntil: null, failures, now);

        var locked = await _database.QueryAsync(Statement.Of("SELECT locked_until FROM login_attempts WHERE name_hash = $1", nameHash), row => row.GetOptionalMoment(0), cancellationToken);
        return new(locked.SingleOrDefault() ?? now, Failures: 0, now);
    }

    /// <summary>Takes an attempt back that told nothing, as nobody looked at its password; others stay counted.</summary>
    /// <param name="nameHash">What is kept of the name.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task TakeBackAsync(byte[] nameHash, Attempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return _database.WriteAsync([Statement.Of(TakeBack, nameHash, attempt.Failures, attempt.At)], row => row.FieldCount, cancellationToken);
    }

    /// <summary>Notes in all of somebody's organisations that their name was locked.</summary>
    /// <param name="nameHash">What is kept of the name.</param>
    /// <param name="userId">Who; <see langword="null"/>: nobody has the name.</param>
    /// <param name="requestId">For the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task NoteLockAsync(byte[] nameHash, string? userId, string requestId, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            [Statement.Of(WriteAgain, nameHash), Statement.Of(NoteLock, userId, _time.GetUtcNow(), requestId)], row => row.FieldCount, cancellationToken);

    /// <summary>Forgets the failures of a name: its owner has signed in.</summary>
    /// <param name="nameHash">What is kept of the name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ForgetAsync(byte[] nameHash, CancellationToken cancellationToken) =>
        _database.WriteAsync([Statement.Of("DELETE FROM login_attempts WHERE name_hash = $1", nameHash)], row => row.FieldCount, cancellationToken);
}

/// <summary>An attempt at a password.</summary>
/// <param name="LockedUntil"><see langword="null"/>: go on; or until when the name is locked.</param>
/// <param name="Failures">How many have failed in a row, when it does.</param>
/// <param name="At">When it was made.</param>
public sealed record Attempt(DateTimeOffset? LockedUntil, int Failures, DateTimeOffset At)
{
    /// <summary>Whether the name is locked with it, unless the password is right; only the first time in a row.</summary>
    public bool Locks => Failures == AttemptStore.Free;
}
