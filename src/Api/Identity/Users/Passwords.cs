using MeetingIntel.Storage.Identity;
using Microsoft.AspNetCore.Identity;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>Passwords: the framework's hasher, as many at once as there are cores to spare, and as slow for people who are not there as for those who are.</summary>
internal sealed class Passwords(IPasswordHasher<UserRow> hasher) : IDisposable
{
    private const int MinLength = 8;
    private const int MaxLength = 256;

    /// <summary>So many may wait for a core, of those who sign in and of those who set a password each: more would wait longer than they care to.</summary>
    private const int MaxWaiting = 64;

    private static readonly GrainError Busy = new(GrainErrorKind.RateLimited, "auth.busy", "Too many people are signing in at this moment; try again.");

    private readonly SemaphoreSlim _cores = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> _nobodys = new(() => hasher.HashPassword(null!, RandomToken.Create("")));
    private readonly Places _setting = new();
    private readonly Places _trying = new();

    /// <summary>Whether a password will do.</summary>
    /// <param name="password">The password.</param>
    /// <param name="others">What it must not be.</param>
    /// <returns><see langword="null"/>, or <c>user.weak-password</c>.</returns>
    public static GrainError? Check(string? password, params ReadOnlySpan<string?> others)
    {
        if (password is not { Length: >= MinLength and <= MaxLength } || password.Distinct().Count() < 2)
        {
            return UserErrors.WeakPassword;
        }

        foreach (var other in others)
        {
            if (string.Equals(password, other, StringComparison.OrdinalIgnoreCase))
            {
                return UserErrors.WeakPassword;
            }
        }

        return null;
    }

    /// <summary>Makes what is kept of a password.</summary>
    /// <param name="password">The password.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<GrainResult<string>> HashAsync(string password, CancellationToken cancellationToken) =>
        WorkAsync(_setting, () => hasher.HashPassword(null!, password), cancellationToken);

    /// <summary>Compares.</summary>
    /// <param name="secret">Whose it must be; <see langword="null"/>: nobody's, which takes as long and fails.</param>
    /// <param name="password">What somebody gave.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<GrainResult<PasswordMatch>> MatchAsync(UserSecret? secret, string password, CancellationToken cancellationToken) => WorkAsync(
        _trying,
        () =>
        {
            // Made with the first password of all, so that the first that is nobody's takes no longer than others.
            var nobodys = _nobodys.Value;
            var result = password.Length > MaxLength
                ? hasher.VerifyHashedPassword(null!, nobodys, "")
                : hasher.VerifyHashedPassword(null!, secret?.PasswordHash ?? nobodys, password);
            return secret is null || result == PasswordVerificationResult.Failed
                ? PasswordMatch.None
                : new PasswordMatch(true, result == PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(null!, password) : null);
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _cores.Dispose();

    private async Task<GrainResult<T>> WorkAsync<T>(Places places, Func<T> work, CancellationToken cancellationToken)
        where T : class
    {
        if (!places.TryTake())
        {
            return Busy;
        }

        try
        {
            await _cores.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(work, cancellationToken);
            }
            finally
            {
                _cores.Release();
            }
        }
        finally
        {
            places.GiveBack();
        }
    }

    private sealed class Places
    {
        private int _taken;

        public bool TryTake()
        {
            if (Interlocked.Increment(ref _taken) <= MaxWaiting)
            {
                return true;
            }

            GiveBack();
            return false;
        }

        public void GiveBack() => Interlocked.Decrement(ref _taken);
    }
}

/// <summary>Whether a password was right.</summary>
/// <param name="Matches">Whether it was.</param>
/// <param name="Rehashed">The same password, hashed as it is done now, when it was hashed otherwise.</param>
internal sealed record PasswordMatch(bool Matches, string? Rehashed)
{
    /// <summary>It was not.</summary>
    public static PasswordMatch None { get; } = new(false, null);
}
