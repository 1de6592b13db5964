using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>Tokens in the name of somebody who vouches for people, which that somebody did not make, or not for us.</summary>
public sealed class ExternalTokenTests(VouchedServer vouched) : IClassFixture<VouchedServer>, IAsyncLifetime
{
    private const string Invalid = "auth.invalid-token";

    private static readonly Dictionary<string, Func<Issuer, string>> Attacks = new(StringComparer.Ordinal)
    {
        ["aud another"] = issuer => With(issuer, "aud", "client_other"),
        ["aud missing"] = issuer => With(issuer, "aud", null),
        ["aud a list of others"] = issuer => With(issuer, "aud", new JsonArray("client_other", "client")),
        ["aud ours instead of theirs"] = issuer => With(issuer, "aud", "meeting-intel"),
        ["an id token for another client"] = issuer => With(issuer, "aud", "client_login_page"),
        ["iss another"] = issuer => With(issuer, "iss", "https://evil.example"),
        ["iss below theirs"] = issuer => With(issuer, "iss", $"{issuer.Name}/tenant"),
        ["iss with a query"] = issuer => With(issuer, "iss", $"{issuer.Name}?x"),
        ["iss in capitals"] = issuer => With(issuer, "iss", issuer.Name.ToUpperInvariant()),
        ["iss ours"] = issuer => With(issuer, "iss", "https://meeting-intel"),
        ["sub missing"] = issuer => With(issuer, "sub", null),
        ["sub empty"] = issuer => With(issuer, "sub", ""),
        ["sub too long"] = issuer => With(issuer, "sub", new string('s', 300)),
        ["sub with a NUL"] = issuer => With(issuer, "sub", "a\0b"),
        ["exp missing"] = issuer => With(issuer, "exp", null),
        ["nbf never"] = issuer => With(issuer, "nbf", long.MaxValue),
        ["HS256 with the RSA key as PEM"] = issuer => Hs256(issuer, "rsa", Encoding.ASCII.GetBytes(issuer.Rsa.ExportSubjectPublicKeyInfoPem())),
        ["HS256 with the RSA key as PKCS#1 PEM"] = issuer => Hs256(issuer, "rsa", Encoding.ASCII.GetBytes(issuer.Rsa.ExportRSAPublicKeyPem())),
        ["HS256 with the RSA key as DER"] = issuer => Hs256(issuer, "rsa", issuer.Rsa.ExportSubjectPublicKeyInfo()),
        ["HS256 with the modulus"] = issuer => Hs256(issuer, "rsa", issuer.Rsa.ExportParameters(false).Modulus!),
        ["HS256 with the modulus as text"] = issuer => Hs256(issuer, "rsa", Encoding.ASCII.GetBytes(Base64Url.EncodeToString(issuer.Rsa.ExportParameters(false).Modulus))),
        ["HS256 with the EC key"] = issuer => Hs256(issuer, "ec", issuer.Ec.ExportSubjectPublicKeyInfo()),
        ["none"] = issuer => Issuer.Write("none", "rsa", null, Claims(issuer), _ => []),
        ["RS256 with another key"] = issuer => SignedByAnother(issuer),
        ["RS256 under the EC key's name"] = issuer => issuer.WithRsa(Claims(issuer), "ec"),
        ["ES256 under the RSA key's name"] = issuer => issuer.WithEc(Claims(issuer), "rsa"),
        ["RS384"] = issuer => Issuer.Write("RS384", "rsa", null, Claims(issuer), bytes => issuer.Rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1)),
        ["PS256"] = issuer => Issuer.Write("PS256", "rsa", null, Claims(issuer), bytes => issuer.Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)),
        ["ES256 of zeros"] = issuer => Issuer.Write("ES256", "ec", null, Claims(issuer), _ => new byte[64]),
        ["RS256 of zeros"] = issuer => Issuer.Write("RS256", "rsa", null, Claims(issuer), _ => new byte[256]),
        ["kid missing"] = issuer => issuer.WithRsa(Claims(issuer), header: header => header.Remove("kid")),
        ["kid too long"] = issuer => issuer.WithRsa(Claims(issuer), new string('k', 4000)),
        ["crit"] = issuer => issuer.WithRsa(Claims(issuer), header: header => header["crit"] = new JsonArray("exp")),
        ["typ of something else"] = issuer => issuer.WithRsa(Claims(issuer), header: header => header["typ"] = "logout+jwt"),
        ["typ of a proof"] = issuer => issuer.WithRsa(Claims(issuer), header: header => header["typ"] = "dpop+jwt"),
    };

    public static TheoryData<string> Names => new(Attacks.Keys);

    public async ValueTask InitializeAsync()
    {
        // The keys are known, so that none of what is refused is refused for want of them.
        await vouched.MeAsync(vouched.Issuer.WithEc(Claims(vouched.Issuer)));
        vouched.Server.Log.Forget();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Token_ThatIsNotTheIssuersForUs_IsRefused(string name)
    {
        Assert.Equal(Invalid, await vouched.RefusedAsync(Attacks[name](vouched.Issuer)));
        Assert.Empty(vouched.Server.Log.Complaints);
    }

    [Fact]
    public async Task Token_ThatHasExpired_IsRefusedAsExpired()
    {
        var claims = Claims(vouched.Issuer);
        claims["exp"] = vouched.Server.Time.GetUtcNow().AddSeconds(-31).ToUnixTimeSeconds();

        Assert.Equal("auth.expired", await vouched.RefusedAsync(vouched.Issuer.WithRsa(claims)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("org\0")]
    public async Task Token_WithoutOrganisation_IsKnownButLetInNowhere(string? org)
    {
        Assert.Equal("auth.no-organisation", await vouched.RefusedAsync(With(vouched.Issuer, "org_id", org), HttpStatusCode.Forbidden));
        Assert.Empty(vouched.Server.Log.Complaints);
    }

    [Fact]
    public async Task Token_OfOneIssuerInTheNameOfTheOther_IsRefused()
    {
        var forger = await vouched.Server.ForgerAsync();
        var issuer = vouched.Issuer;
        string[] tokens =
        [
            // Theirs, saying that it is ours.
            issuer.WithEc(forger.Payload(), "ec", header => header["typ"] = "at+jwt"), issuer.WithEc(forger.Payload(), forger.Kid, header => header["typ"] = "at+jwt"),
            issuer.WithRsa(forger.Payload(), forger.Kid, header => header["typ"] = "at+jwt"),
            // Ours, saying that it is theirs.
            .. new[] { "ec", "rsa", forger.Kid }.Select(kid => Forger.Written(
                $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{kid}}"}""", Claims(issuer).ToJsonString(), Forger.Sign(forger.Own))),
            forger.Changed(null, payload => (payload["iss"], payload["aud"]) = (issuer.Name, Issuer.Audience)),
            // Ours for them.
            forger.Changed(null, payload => payload["aud"] = Issuer.Audience),
        ];

        foreach (var token in tokens)
        {
            Assert.Equal(Invalid, await vouched.RefusedAsync(token));
        }
    }

    private static JsonObject Claims(Issuer issuer) => issuer.Claims("attacked", "org-attacked", "admin");

    private static string With(Issuer issuer, string claim, JsonNode? value)
    {
        var claims = Claims(issuer);
        if (value is null)
        {
            claims.Remove(claim);
        }
        else
        {
            claims[claim] = value;
        }

        return issuer.WithRsa(claims);
    }

    private static string Hs256(Issuer issuer, string kid, byte[] secret) => Issuer.Write("HS256", kid, null, Claims(issuer), bytes => HMACSHA256.HashData(secret, bytes));

    private static string SignedByAnother(Issuer issuer)
    {
        using var key = RSA.Create(2048);
        return Issuer.WithRsa(Claims(issuer), key, "rsa");
    }
}
