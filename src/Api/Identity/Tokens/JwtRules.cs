using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MeetingIntel.Api.Identity.Tokens;

/// <summary>What every JWT has to hold to be believed, whoever signed it.</summary>
internal static class JwtRules
{
    /// <summary>Keys come and go; the library would remember what it made of each.</summary>
    public static CryptoProviderFactory Cryptography { get; } = new() { CacheSignatureProviders = false };

    /// <summary>The rules for one issuer and one key.</summary>
    /// <param name="issuer">Who must have issued it.</param>
    /// <param name="audience">For whom; <see langword="null"/>: it is not asked.</param>
    /// <param name="key">What must have signed it.</param>
    /// <param name="algorithms">How; nothing else counts, least of all what the token says.</param>
    /// <param name="skew">How far clocks may be apart.</param>
    /// <param name="time">The clock.</param>
    public static TokenValidationParameters Create(string issuer, string? audience, SecurityKey key, string[] algorithms, TimeSpan skew, TimeProvider time) => new()
    {
        ValidIssuer = issuer,
        ValidAudience = audience,
        ValidateAudience = audience is not null,
        IssuerSigningKey = key,
        TryAllIssuerSigningKeys = false,
        ValidAlgorithms = algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        CryptoProviderFactory = Cryptography,
        LifetimeValidator = (notBefore, expires, _, _) =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            // Not added to what the token says: that may be the end of time.
            return expires is { } end && now - skew < end && (notBefore is not { } begin || now + skew > begin);
        },
    };

    /// <summary>Believes a token or not.</summary>
    /// <param name="handler">The reader.</param>
    /// <param name="token">What somebody sent.</param>
    /// <param name="rules">What must hold.</param>
    /// <returns>The token; or <c>auth.expired</c>, <c>auth.invalid-token</c>.</returns>
    public static async Task<GrainResult<JsonWebToken>> ReadAsync(JsonWebTokenHandler handler, JsonWebToken token, TokenValidationParameters rules)
    {
        var result = await handler.ValidateTokenAsync(token, rules);
        if (result.IsValid)
        {
            return token;
        }

        // A lifetime is looked at last, of a token that is right otherwise.
        return result.Exception is SecurityTokenInvalidLifetimeException && token.ValidTo < DateTime.MaxValue && rules.LifetimeValidator(token.ValidFrom, DateTime.MaxValue, token, rules)
            ? AccessErrors.Expired
            : AccessErrors.InvalidToken;
    }
}
