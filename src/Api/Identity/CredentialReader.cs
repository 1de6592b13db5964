using System.Security.Cryptography;
using System.Text;
using MeetingIntel.Api.Identity.Tokens;
using MeetingIntel.Storage.Identity;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;

namespace MeetingIntel.Api.Identity;

/// <summary>
/// Reads what callers prove themselves with: tokens of ours and of others, API keys, share links. What was found is remembered for some seconds, so that is how late
/// a revocation on one front-end may be on another; on its own front-end it holds at once, and within a second for what is connected there.
/// </summary>
internal sealed class CredentialReader(
    AccessTokens ours, ExternalTokens theirs, ExternalPeopleStore people, LoginStore logins, ApiKeyStore keys, ShareLinkStore links, TimeProvider time) : IDisposable
{
    /// <summary>What an API key begins with.</summary>
    public const string ApiKeyPrefix = "mik_";

    /// <summary>What opens a share link begins with.</summary>
    public const string SharePrefix = "mis_";

    private const int Remembered = 20_000;

    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = Remembered });
    private int _forgotten;

    /// <summary>Told of whom something is forgotten.</summary>
    public Action<Predicate<Caller>> Forgotten { get; set; } = static _ => { };

    /// <summary>Who a credential is of, where that is remembered.</summary>
    /// <param name="token">What somebody sent.</param>
    public Caller? FindKnown(string token) =>
        IsOfGoodLength(token) && _known.TryGetValue(KeyOf(token), out Known? known) && known!.Until > time.GetUtcNow() ? known.Caller : null;

    /// <summary>Reads a credential, and remembers it.</summary>
    /// <param name="token">What somebody sent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whose it is; or <c>auth.invalid-token</c>, <c>auth.expired</c>, <c>auth.revoked</c>, <c>auth.no-organisation</c>.</returns>
    public async ValueTask<GrainResult<Caller>> ReadAsync(string token, CancellationToken cancellationToken)
    {
        if (!IsOfGoodLength(token))
        {
            return AccessErrors.InvalidToken;
        }

        var forgotten = Volatile.Read(ref _forgotten);
        var read = await LookUpAsync(token, cancellationToken);
        if (read.Succeeded)
        {
            var (key, until) = (KeyOf(token), time.GetUtcNow() + RememberedFor);
            _known.Set(key, new Known(read.Value, read.Value.ValidUntil < until ? read.Value.ValidUntil.Value : until), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = RememberedFor });
            if (Volatile.Read(ref _forgotten) != forgotten)
            {
                // It was revoked, maybe, after it was looked up.
                _known.Remove(key);
            }
        }

        return read;
    }

    /// <summary>Looks again at somebody who was let in before, without what they came with: as long as a connection lasts, or for its ticket.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The same, with what they may do now; or <c>auth.expired</c>, <c>auth.revoked</c>.</returns>
    public async ValueTask<GrainResult<Caller>> ReadAgainAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.ValidUntil <= time.GetUtcNow())
        {
            return AccessErrors.Expired;
        }

        return caller switch
        {
            { Kind: CallerKind.ApiKey } => Of(await keys.FindAgainAsync(caller.Id, cancellationToken)),
            { Kind: CallerKind.ShareLink } => Of(await links.FindAgainAsync(caller.Id, cancellationToken)),
            { LoginId: { } login } => await FindAsync(login, caller.OrgId, caller.ValidUntil, cancellationToken),
            { Vouching: { } vouching } => await people.FindAgainAsync(caller.Id, caller.OrgId, vouching.IssuedAt, caller.ValidUntil ?? DateTimeOffset.MaxValue, cancellationToken) is { } standing
                ? Of(standing, login: null, caller.ValidUntil) with { Vouching = vouching }
                : AccessErrors.Revoked,
            // Nobody has to vouch for the development identity.
            _ => caller,
        };
    }

    /// <summary>Forgets what is remembered of a person, an API key or a share link: it was revoked or changed here.</summary>
    /// <param name="id">Of whom.</param>
    public void Forget(string id) => Forget(caller => string.Equals(caller.Id, id, StringComparison.Ordinal));

    /// <summary>Forgets what is remembered of an organisation: with somebody's role there ends what they made for it.</summary>
    /// <param name="orgId">Of which.</param>
    public void ForgetOrganisation(string orgId) => Forget(caller => string.Equals(caller.OrgId, orgId, StringComparison.Ordinal));

    /// <inheritdoc/>
    public void Dispose() => _known.Dispose();

    private void Forget(Predicate<Caller> whose)
    {
        Interlocked.Increment(ref _forgotten);
        foreach (var key in _known.Keys)
        {
            if (_known.TryGetValue(key, out Known? known) && whose(known!.Caller))
            {
                _known.Remove(key);
            }
        }

        Forgotten(whose);
    }

    private async Task<GrainResult<Caller>> LookUpAsync(string token, CancellationToken cancellationToken)
    {
        if (token.StartsWith(ApiKeyPrefix, StringComparison.Ordinal))
        {
            return Of(await keys.FindAsync(RandomToken.Hash(token), cancellationToken));
        }

        if (token.StartsWith(SharePrefix, StringComparison.Ordinal))
        {
            return Of(await links.FindAsync(RandomToken.Hash(token), cancellationToken));
        }

        if (TryRead(token) is not { } jwt)
        {
            return AccessErrors.InvalidToken;
        }

        if (theirs.IsFrom(jwt))
        {
            var met = await theirs.ReadAsync(jwt, cancellationToken);
            return met.Succeeded ? Of(met.Value.Login, login: null, met.Value.Login.ExpiresAt) with { Vouching = met.Value.Vouching } : met.Error;
        }

        var read = await ours.ReadAsync(jwt, cancellationToken);
        if (!read.Succeeded)
        {
            return read.Error;
        }

        if (JwtRules.Text(read.Value, JwtRegisteredClaimNames.Sub) is not { } person
            || JwtRules.Text(read.Value, AccessTokens.LoginClaim) is not { } login
            || JwtRules.Text(read.Value, AccessTokens.OrgClaim) is not { } org)
        {
            return AccessErrors.InvalidToken;
        }

        var found = await FindAsync(login, org, new DateTimeOffset(read.Value.ValidTo, TimeSpan.Zero), cancellationToken);
        return !found.Succeeded || string.Equals(found.Value.Id, person, StringComparison.Ordinal) ? found : AccessErrors.InvalidToken;
    }

    private async Task<GrainResult<Caller>> FindAsync(string login, string org, DateTimeOffset? until, CancellationToken cancellationToken) =>
        await logins.FindAsync(login, org, cancellationToken) is { } standing ? Of(standing, login, until) : AccessErrors.Revoked;

    private static Caller Of(LoginRow row, string? login, DateTimeOffset? until) =>
        new(CallerKind.User, row.UserId, row.Name, row.OrgId, row.Role == Roles.Admin ? Permissions.OfAdmin : Permissions.OfMember) { LoginId = login, ValidUntil = until };

    private GrainResult<Caller> Of(ApiKeyRow? row) =>
        row is null ? AccessErrors.InvalidToken
        : row.RevokedAt is not null ? AccessErrors.Revoked
        : row.ExpiresAt <= time.GetUtcNow() ? AccessErrors.Expired
        : new Caller(CallerKind.ApiKey, row.Id, row.Name, row.OrgId, Scopes.OfKey(row.Scopes)) { ValidUntil = row.ExpiresAt };

    private GrainResult<Caller> Of(ShareLinkRow? row) =>
        row is null ? AccessErrors.InvalidToken
        : row.RevokedAt is not null ? AccessErrors.Revoked
        : row.ExpiresAt <= time.GetUtcNow() ? AccessErrors.Expired
        : new Caller(CallerKind.ShareLink, row.Id, "Share link", row.OrgId, Permissions.ReadSessions) { OnlySession = row.SessionId, ValidUntil = row.ExpiresAt };

    /// <summary>Asked before anything is done with it: in a body it may be a thousand times as long.</summary>
    private static bool IsOfGoodLength(string token) => token.Length is > 0 and <= AccessTokens.MaxLength;

    /// <summary>Not the credential itself: memory is dumped.</summary>
    private static string KeyOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static JsonWebToken? TryRead(string token)
    {
        try
        {
            return new JsonWebToken(token);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private sealed record Known(Caller Caller, DateTimeOffset Until);
}
