using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>Tokens that bring their key along, or say where it is: nobody goes there.</summary>
public sealed class KeysInTokensTests(AttackedServer server) : IClassFixture<AttackedServer>
{
    private static readonly string[] Algorithms = ["ES256", "es256", "RS256", "HS256", "none"];

    [Fact]
    public async Task Token_ThatBringsItsKey_IsRefusedAndNothingIsFetched()
    {
        await using var evil = await Issuer.StartAsync(server.Time);
        var forger = await server.ForgerAsync();
        var key = ForgedTokens.Jwk(forger.Other);
        key["kid"] = forger.Kid;
        evil.Keys = [key];
        var certificate = Convert.ToBase64String(Certificate(forger.Other).RawData);
        (string Name, JsonNode Value)[] places =
        [
            ("jku", $"{evil.Name}/keys"), ("jku", $"{evil.Name}/.well-known/jwks.json#"), ("jku", new JsonArray($"{evil.Name}/keys")), ("jku", "file:///etc/passwd"),
            ("x5u", $"{evil.Name}/certificate"), ("jwk", key), ("x5c", new JsonArray(certificate)), ("x5t", "AAAA"), ("x5t#S256", "AAAA"), ("iss", evil.Name),
        ];

        foreach (var (name, value) in places)
        {
            foreach (var algorithm in Algorithms)
            {
                foreach (var kid in (string?[])[forger.Kid, "evil", $"{evil.Name}/keys", null])
                {
                    var token = forger.Changed(
                        header =>
                        {
                            (header["alg"], header[name]) = (algorithm, value.DeepClone());
                            if (kid is null)
                            {
                                header.Remove("kid");
                            }
                            else
                            {
                                header["kid"] = kid;
                            }
                        },
                        null,
                        Forger.Sign(forger.Other));

                    using var response = await server.WhoAsync(token);

                    Assert.Equal("auth.invalid-token", await response.ProblemAsync(HttpStatusCode.Unauthorized));
                }
            }
        }

        Assert.Equal(0, evil.Requests);
        Assert.Empty(server.Log.Complaints);
    }

    [Fact]
    public async Task Token_OfUnknownIssuer_IsRefusedAndNothingIsFetched()
    {
        await using var evil = await Issuer.StartAsync(server.Time);

        foreach (var token in (string[])[evil.WithEc(evil.Claims("eve", "org_dev", "admin")), evil.WithRsa(evil.Claims("eve", "org_dev", "admin"))])
        {
            using var response = await server.WhoAsync(token);

            Assert.Equal("auth.invalid-token", await response.ProblemAsync(HttpStatusCode.Unauthorized));
        }

        Assert.Equal(0, evil.Requests);
    }

    private static X509Certificate2 Certificate(ECDsa key) =>
        new CertificateRequest("CN=evil", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
}
