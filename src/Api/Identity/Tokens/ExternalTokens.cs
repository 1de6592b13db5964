using MeetingIntel.Storage.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MeetingIntel.Api.Identity.Tokens;

/// <summary>Tokens of others: RS256 or ES256, of one issuer. Its people and organisations are made known when they first come.</summary>
internal sealed class ExternalTokens(IHttpClientFactory clients, IOptions<ExternalIssuer> options, ExternalPeopleStore people, TimeProvider time, ILogger<ExternalTokens> logger)
{
    /// <summary>Some issuers give tokens for a week. Who belongs is theirs to say, but not for that long.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private static readonly GrainError NoOrganisation = new(GrainErrorKind.Forbidden, "auth.no-organisation", "The token names no organisation.");

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = AccessTokens.MaxLength, MapInboundClaims = false };
    private readonly JwksCache _keys = new(clients, options.Value, time, logger);

    /// <summary>Whether a token says that it is one of theirs.</summary>
    /// <param name="token">What somebody sent, read but not believed.</param>
    public bool IsFrom(JsonWebToken token) => options.Value.IsConfigured && SameIssuer(token.Issuer);

    /// <summary>Reads one and finds who it is of: <c>auth.revoked</c> when they were removed, or signed out, after it was issued.</summary>
    /// <param name="token">What somebody sent, read but not believed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<GrainResult<Vouched>> ReadAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token.Kid) || token.Kid.Length > JwtRules.MaxClaim || await _keys.FindAsync(token.Kid, cancellationToken) is not { } key)
        {
            return AccessErrors.InvalidToken;
        }

        var audience = string.IsNullOrEmpty(options.Value.Audience) ? null : options.Value.Audience;
        var rules = JwtRules.Create(token.Issuer, audience, key, [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256], ExternalPeopleStore.Skew, time);
        // An issuer signs other things as well, such as ends of logins, and says so in their type.
        rules.TypeValidator = (type, _, _) => type is null or "" or "JWT" or "at+jwt" or "application/at+jwt" ? type : throw new SecurityTokenInvalidTypeException("not an access token");
        var read = await JwtRules.ReadAsync(_handler, token, rules);
        if (!read.Succeeded)
        {
            return read.Error;
        }

        if (audience is null && !IsForOurClient(token))
        {
            return AccessErrors.InvalidToken;
        }

        // One that tells no time would be good for as long as it says, and one from the day after tomorrow would outlive every end.
        var now = time.GetUtcNow();
        if (IssuedAt(token) is not { } issuedAt || issuedAt > now + ExternalPeopleStore.Skew)
        {
            return AccessErrors.InvalidToken;
        }

        var until = new DateTimeOffset(token.ValidTo, TimeSpan.Zero);
        if (issuedAt + Longest < until)
        {
            until = issuedAt + Longest;
        }

        if (until <= now - ExternalPeopleStore.Skew)
        {
            return AccessErrors.Expired;
        }

        return JwtRules.Text(token, JwtRegisteredClaimNames.Sub) is not { } subject ? AccessErrors.InvalidToken
            : JwtRules.Text(token, options.Value.OrgClaim) is not { } org ? NoOrganisation
            : await people.MeetAsync(Claims(token, subject, org, issuedAt, until), cancellationToken) is { } login ? new Vouched(login, new Vouching(issuedAt))
            : AccessErrors.Revoked;
    }

    private bool IsForOurClient(JsonWebToken token)
    {
        var client = options.Value.ClientId;
        return token.Issuer.TrimEnd('/').EndsWith($"/{client}", StringComparison.Ordinal)
            || string.Equals(JwtRules.Text(token, "client_id"), client, StringComparison.Ordinal)
            || string.Equals(JwtRules.Text(token, JwtRegisteredClaimNames.Azp), client, StringComparison.Ordinal);
    }

    private static DateTimeOffset? IssuedAt(JsonWebToken token) =>
        token.IssuedAt > DateTime.MinValue ? new DateTimeOffset(token.IssuedAt, TimeSpan.Zero)
        : token.ValidFrom > DateTime.MinValue ? new DateTimeOffset(token.ValidFrom, TimeSpan.Zero)
        : null;

    private ExternalClaims Claims(JsonWebToken token, string subject, string org, DateTimeOffset issuedAt, DateTimeOffset until)
    {
        var email = JwtRules.Text(token, JwtRegisteredClaimNames.Email);
        var role = JwtRules.Text(token, options.Value.RoleClaim);
        return new(
            options.Value.Name,
            subject,
            JwtRules.Text(token, JwtRegisteredClaimNames.Name) ?? email?.Split('@')[0] ?? subject,
            email,
            org,
            JwtRules.Text(token, "org_name"),
            role switch { null => null, Roles.Admin => Roles.Admin, _ => Roles.Member },
            issuedAt,
            until);
    }

    private bool SameIssuer(string issuer) => string.Equals(issuer.TrimEnd('/'), options.Value.Name.TrimEnd('/'), StringComparison.Ordinal);
}

/// <summary>Somebody that others vouch for.</summary>
/// <param name="Login">Who, and as what.</param>
/// <param name="Vouching">What their token says of itself.</param>
internal sealed record Vouched(LoginRow Login, Vouching Vouching);
