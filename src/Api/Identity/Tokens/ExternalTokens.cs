using MeetingIntel.Storage.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MeetingIntel.Api.Identity.Tokens;

/// <summary>Tokens of others: RS256 or ES256, of one issuer. Its people and organisations are made known when they first come.</summary>
internal sealed class ExternalTokens(IHttpClientFactory clients, IOptions<ExternalIssuer> options, UserStore users, TimeProvider time, ILogger<ExternalTokens> logger) : IDisposable
{
    private const int MaxClaim = 255;

    private static readonly GrainError NoOrganisation = new(GrainErrorKind.Forbidden, "auth.no-organisation", "The token names no organisation.");

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = AccessTokens.MaxLength, MapInboundClaims = false };
    private readonly JwksCache _keys = new(clients, options.Value, time, logger);

    /// <summary>Whether a token says that it is one of theirs.</summary>
    /// <param name="token">What somebody sent, read but not believed.</param>
    public bool IsFrom(JsonWebToken token) => options.Value.IsConfigured && SameIssuer(token.Issuer);

    /// <summary>Reads one and finds who it is of.</summary>
    /// <param name="token">What somebody sent, read but not believed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<GrainResult<LoginRow>> ReadAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token.Kid) || token.Kid.Length > MaxClaim || await _keys.FindAsync(token.Kid, cancellationToken) is not { } key)
        {
            return AccessErrors.InvalidToken;
        }

        var audience = string.IsNullOrEmpty(options.Value.Audience) ? null : options.Value.Audience;
        var rules = JwtRules.Create(token.Issuer, audience, key, [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256], AccessTokens.Skew, time);
        // One of ours is never one of theirs, nor is one that proves who somebody is meant to let them in elsewhere.
        rules.TypeValidator = (type, _, _) => type is null or "" or "JWT" or "at+jwt" or "application/at+jwt" ? type : throw new SecurityTokenInvalidTypeException("not an access token");
        var read = await JwtRules.ReadAsync(_handler, token, rules);
        if (!read.Succeeded)
        {
            return read.Error;
        }

        if (string.IsNullOrEmpty(token.Subject) || token.Subject.Length > MaxClaim)
        {
            return AccessErrors.InvalidToken;
        }

        return Text(token, options.Value.OrgClaim) is { } org ? await users.MeetAsync(Claims(token, org), cancellationToken) : NoOrganisation;
    }

    /// <inheritdoc/>
    public void Dispose() => _keys.Dispose();

    private ExternalClaims Claims(JsonWebToken token, string org)
    {
        var email = Text(token, JwtRegisteredClaimNames.Email);
        var role = Text(token, options.Value.RoleClaim);
        return new(
            options.Value.Name,
            token.Subject,
            Text(token, JwtRegisteredClaimNames.Name) ?? email?.Split('@')[0] ?? token.Subject,
            email,
            org,
            Text(token, "org_name"),
            role switch { null => null, Roles.Admin => Roles.Admin, _ => Roles.Member },
            new DateTimeOffset(token.ValidTo, TimeSpan.Zero));
    }

    private bool SameIssuer(string issuer) => string.Equals(issuer.TrimEnd('/'), options.Value.Name.TrimEnd('/'), StringComparison.Ordinal);

    private static string? Text(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<string>(claim, out var value) && value is { Length: > 0 and <= MaxClaim } && !value.Any(char.IsControl) ? value : null;
}
