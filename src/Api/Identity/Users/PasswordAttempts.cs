using System.Security.Cryptography;
using System.Text;
using MeetingIntel.Api.Errors;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>Attempts at somebody's password, counted by their address wherever they are made: who fails again and again waits.</summary>
internal sealed class PasswordAttempts(AttemptStore attempts, Passwords passwords, TimeProvider time)
{
    /// <summary>Makes one. It counts as failed until it is known to be right, so that a crowd is no way round the lock; unless there is no time to look at it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="email">Whose password it is to be.</param>
    /// <param name="findAsync">Finds theirs; there need not be any.</param>
    /// <param name="password">What somebody gave.</param>
    /// <returns>Whether it matches; or <c>auth.locked</c>, <c>auth.busy</c>.</returns>
    public async Task<GrainResult<TriedPassword>> TryAsync(
        HttpContext context, string email, Func<CancellationToken, Task<UserSecret?>> findAsync, string password)
    {
        var stop = context.RequestAborted;
        var name = NameOf(email);
        var attempt = await attempts.BeginAsync(name, stop);
        if (attempt.LockedUntil is { } until)
        {
            return Locked(context, until);
        }

        var secret = await findAsync(stop);
        var match = await passwords.MatchAsync(secret, password, stop);
        if (!match.Succeeded)
        {
            // It tells nobody anything of the password, and may have been the right one.
            await attempts.TakeBackAsync(name, attempt, CancellationToken.None);
            return match.Error;
        }

        if (match.Value.Matches)
        {
            await attempts.ForgetAsync(name, stop);
        }
        else if (attempt.Locks)
        {
            await attempts.NoteLockAsync(name, secret?.User.Id, context.TraceIdentifier, stop);
        }

        return new TriedPassword(secret, match.Value);
    }

    /// <summary>Forgets those that failed: whose password it is has proven themselves in another way.</summary>
    /// <param name="email">Their address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ForgetAsync(string email, CancellationToken cancellationToken) => attempts.ForgetAsync(NameOf(email), cancellationToken);

    /// <summary>Under which name attempts are counted: however it is spelt.</summary>
    private static byte[] NameOf(string email) => SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToUpperInvariant()));

    private GrainError Locked(HttpContext context, DateTimeOffset until)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling((until - time.GetUtcNow()).TotalSeconds));
        context.Features.Set(new RetryHint(seconds));
        return new(GrainErrorKind.RateLimited, "auth.locked", "Too many wrong passwords for this address; wait a moment.");
    }
}

/// <summary>A password that was looked at.</summary>
/// <param name="Secret">Whose it had to be, if anybody's.</param>
/// <param name="Match">Whether it was right.</param>
internal sealed record TriedPassword(UserSecret? Secret, PasswordMatch Match);
