using MeetingIntel.Storage.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MeetingIntel.Api.Identity.Tokens;

/// <summary>Tokens of ours: JWTs of the type <c>at+jwt</c> (RFC 9068), signed with ES256, good for fifteen minutes. They say who; what that may do is looked up.</summary>
internal sealed class AccessTokens(SigningKeys keys, IOptions<IdentityOptions> options, TimeProvider time)
{
    /// <summary>How long a token is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>How far clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>Claim: the organisation that the token is for.</summary>
    public const string OrgClaim = "org_id";

    /// <summary>Claim: the login that it is part of.</summary>
    public const string LoginClaim = "sid";

    private const string RoleClaim = "role";
    private const string Type = "at+jwt";

    /// <summary>A token of ours has some hundred characters; what others send is still read up to here.</summary>
    public const int MaxLength = 8 * 1024;

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxLength, MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };

    /// <summary>Writes one.</summary>
    /// <param name="loginId">The login that it is part of.</param>
    /// <param name="login">Whose it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string> CreateAsync(string loginId, LoginRow login, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var key = await keys.GetSigningKeyAsync(cancellationToken);
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = Type,
            Issuer = options.Value.Issuer,
            Audience = options.Value.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = now.UtcDateTime + Lifetime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [JwtRegisteredClaimNames.Sub] = login.UserId,
                [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N"),
                [OrgClaim] = login.OrgId,
                [RoleClaim] = login.Role,
                [LoginClaim] = loginId,
            },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256) { CryptoProviderFactory = JwtRules.Cryptography },
        });
    }

    /// <summary>Reads one.</summary>
    /// <param name="token">What somebody sent, read but not believed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The token, now believed; or <c>auth.expired</c>, <c>auth.invalid-token</c>.</returns>
    public async Task<GrainResult<JsonWebToken>> ReadAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        // Whatever else a header says of keys (jwk, jku, x5c, x5u) is not looked at.
        if (string.IsNullOrEmpty(token.Kid) || await keys.FindAsync(token.Kid, cancellationToken) is not { } key)
        {
            return AccessErrors.InvalidToken;
        }

        var rules = JwtRules.Create(options.Value.Issuer, options.Value.Audience, key, [SecurityAlgorithms.EcdsaSha256], Skew, time);
        rules.ValidTypes = [Type];
        return await JwtRules.ReadAsync(_handler, token, rules);
    }
}
