using System.Buffers;
using MeetingIntel.Storage.Sessions;
using Microsoft.Extensions.Caching.Memory;

namespace MeetingIntel.Api.Identity;

/// <summary>The one place that says whether a caller may touch a session. A foreign session looks like one that does not exist. Open only to a benchmark that leaves it out.</summary>
internal class SessionAccess(ISessionReads sessions) : IDisposable
{
    private const int MaxIdLength = 64;
    private const int CachedSessions = 10_000;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    /// <summary>So long another front-end's erasure of a session may be unknown here. Nothing of it is shown meanwhile, but for that there was one.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    /// <summary>A session never changes hands, and what is known stays true until it is erased; the bound keeps it small.</summary>
    private readonly MemoryCache _owners = new(new MemoryCacheOptions { SizeLimit = CachedSessions });

    /// <summary>The answer for a session that the caller can't see.</summary>
    public static GrainError NotFound { get; } = new(GrainErrorKind.NotFound, "session.not-found", "There is no such session.");

    /// <summary>Checks one caller and one session.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="sessionId">What; whatever a client sent.</param>
    /// <param name="use">What for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when the caller may; else <see cref="NotFound"/>, or <c>session.not-owner</c>.</returns>
    public virtual async ValueTask<GrainError?> CheckAsync(Caller caller, string? sessionId, SessionUse use, CancellationToken cancellationToken)
    {
        if (!IsPlausible(sessionId) || (caller.OnlySession is { } only && !string.Equals(only, sessionId, StringComparison.Ordinal)))
        {
            return NotFound;
        }

        if (await FindAsync(sessionId, cancellationToken) is not { } owner)
        {
            return use == SessionUse.Reserve ? null : NotFound;
        }

        if (!string.Equals(owner.OrgId, caller.OrgId, StringComparison.Ordinal))
        {
            return NotFound;
        }

        return use == SessionUse.Use || caller.Permissions.HasFlag(Permissions.ManageAllSessions) || string.Equals(owner.OwnerId, caller.Id, StringComparison.Ordinal)
            ? null
            : AccessErrors.NotOwner;
    }

    /// <summary>The session is no more.</summary>
    /// <param name="sessionId">The session.</param>
    public void Forget(string sessionId) => _owners.Remove(sessionId);

    /// <inheritdoc/>
    public void Dispose()
    {
        _owners.Dispose();
        GC.SuppressFinalize(this);
    }

    private async ValueTask<SessionOwner?> FindAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (!_owners.TryGetValue(sessionId, out SessionOwner? owner))
        {
            owner = await sessions.FindOwnerAsync(sessionId, cancellationToken);
            if (owner is not null)
            {
                _owners.Set(sessionId, owner, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });
            }
        }

        return owner;
    }

    private static bool IsPlausible([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? id) =>
        id is { Length: > 0 and <= MaxIdLength } && !id.AsSpan().ContainsAnyExcept(IdCharacters);
}
