using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>Tokens that are none of ours, by how they are made.</summary>
internal static class ForgedTokens
{
    /// <summary>The order of the curve P-256: as a part of a signature it is as good as nothing.</summary>
    private const string Order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";

    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, Func<Forger, string>> All { get; } =
        new[] { Algorithms, Signatures, Keys, Shapes }.SelectMany(group => group).ToDictionary(StringComparer.Ordinal);

    private static Dictionary<string, Func<Forger, string>> Algorithms => new(StringComparer.Ordinal)
    {
        ["alg none"] = forger => forger.Under("none", _ => []),
        ["alg None"] = forger => forger.Under("None", _ => []),
        ["alg NONE"] = forger => forger.Under("NONE", _ => []),
        ["alg nOnE"] = forger => forger.Under("nOnE", _ => []),
        ["alg none, without the last dot"] = forger => forger.Under("none", _ => []).TrimEnd('.'),
        ["alg none, with the genuine signature"] = forger => forger.Under("none", _ => Base64Url.DecodeFromChars(forger.Parts[2])),
        ["alg none, without kid"] = forger => forger.Changed(header => (header["alg"], header["kid"]) = ("none", null), null, _ => []),
        ["alg empty"] = forger => forger.Under("", _ => []),
        ["alg missing"] = forger => forger.Changed(header => header.Remove("alg")),
        ["alg null"] = forger => forger.Changed(header => header["alg"] = null),
        ["alg a number"] = forger => forger.Changed(header => header["alg"] = 1),
        ["alg a list"] = forger => forger.Changed(header => header["alg"] = new JsonArray("ES256")),
        ["alg es256"] = forger => forger.Under("es256", Forger.Sign(forger.Own)),
        ["alg ES384 with our key"] = forger => forger.Under("ES384", bytes => forger.Own.SignData(bytes, HashAlgorithmName.SHA384)),
        ["alg ES512 with our key"] = forger => forger.Under("ES512", bytes => forger.Own.SignData(bytes, HashAlgorithmName.SHA512)),
        ["alg ES256K"] = forger => forger.Under("ES256K", Forger.Sign(forger.Own)),
        ["alg EdDSA"] = forger => forger.Under("EdDSA", _ => new byte[64]),
        ["HS256 with the public key as PEM"] = forger => forger.Hs256(Encoding.ASCII.GetBytes(forger.Own.ExportSubjectPublicKeyInfoPem())),
        ["HS256 with the public key as PEM and a line's end"] = forger => forger.Hs256(Encoding.ASCII.GetBytes(forger.Own.ExportSubjectPublicKeyInfoPem() + "\n")),
        ["HS256 with the public key as DER"] = forger => forger.Hs256(forger.Own.ExportSubjectPublicKeyInfo()),
        ["HS256 with the public key as a point"] = forger => forger.Hs256([4, .. Point(forger).X!, .. Point(forger).Y!]),
        ["HS256 with x"] = forger => forger.Hs256(Point(forger).X!),
        ["HS256 with y"] = forger => forger.Hs256(Point(forger).Y!),
        ["HS256 with x as base64"] = forger => forger.Hs256(Encoding.ASCII.GetBytes(Base64Url.EncodeToString(Point(forger).X!))),
        ["HS256 with the JWK"] = forger => forger.Hs256(Encoding.ASCII.GetBytes(Jwk(forger.Own).ToJsonString())),
        ["HS256 with nothing"] = forger => forger.Hs256([]),
        ["HS256 with the kid"] = forger => forger.Hs256(Encoding.ASCII.GetBytes(forger.Kid)),
        ["HS512 with the public key"] = forger => forger.Under("HS512", bytes => HMACSHA512.HashData(forger.Own.ExportSubjectPublicKeyInfo(), bytes)),
    };

    private static Dictionary<string, Func<Forger, string>> Signatures => new(StringComparer.Ordinal)
    {
        ["signature of another key"] = forger => forger.Changed(null, null, Forger.Sign(forger.Other)),
        ["signature of other words"] = forger => forger.Changed(null, payload => payload["role"] = "admin", _ => Base64Url.DecodeFromChars(forger.Parts[2])),
        ["signature empty"] = forger => forger.Changed(null, null, _ => []),
        ["signature of zeros"] = forger => forger.Changed(null, null, _ => new byte[64]),
        ["signature r = 0, s = 1"] = forger => forger.Changed(null, null, _ => [.. new byte[63], 1]),
        ["signature r = s = 1"] = forger => forger.Changed(null, null, _ => [.. new byte[31], 1, .. new byte[31], 1]),
        ["signature r = s = the curve's order"] = forger => forger.Changed(null, null, _ => Convert.FromHexString(Order + Order)),
        ["signature of ones"] = forger => forger.Changed(null, null, _ => [.. Enumerable.Repeat((byte)0xFF, 64)]),
        ["signature of one byte"] = forger => forger.Changed(null, null, _ => [1]),
        ["signature a byte short"] = forger => forger.Changed(null, null, bytes => Forger.Sign(forger.Own)(bytes)[..63]),
        ["signature a byte long"] = forger => forger.Changed(null, null, bytes => [.. Forger.Sign(forger.Own)(bytes), 0]),
        ["signature a zero in front"] = forger => forger.Changed(null, null, bytes => [0, .. Forger.Sign(forger.Own)(bytes)]),
        ["signature twice"] = forger => forger.Changed(null, null, bytes => [.. Forger.Sign(forger.Own)(bytes), .. Forger.Sign(forger.Own)(bytes)]),
        ["signature as DER"] = forger => forger.Changed(null, null, bytes => forger.Own.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
        ["signature over another hash"] = forger => forger.Changed(null, null, bytes => forger.Own.SignData(bytes, HashAlgorithmName.SHA512)),
        ["signature no base64"] = forger => $"{forger.Parts[0]}.{forger.Parts[1]}.!!!!",
        ["ES384 of a key of its own"] = forger => SignedByP384(forger),
        ["RS256 of a key of its own"] = forger => SignedByRsa(forger, "RS256", RSASignaturePadding.Pkcs1),
        ["PS256 of a key of its own"] = forger => SignedByRsa(forger, "PS256", RSASignaturePadding.Pss),
    };

    private static Dictionary<string, Func<Forger, string>> Keys => new(StringComparer.Ordinal)
    {
        ["kid missing"] = forger => forger.Changed(header => header.Remove("kid")),
        ["kid null"] = forger => forger.Changed(header => header["kid"] = null),
        ["kid empty"] = forger => forger.Changed(header => header["kid"] = ""),
        ["kid a number"] = forger => forger.Changed(header => header["kid"] = 0),
        ["kid a list"] = forger => forger.Changed(header => header["kid"] = new JsonArray(forger.Kid)),
        ["kid an object"] = forger => forger.Changed(header => header["kid"] = new JsonObject { ["$ne"] = "" }),
        ["kid unknown"] = forger => forger.Changed(header => header["kid"] = "unknown"),
        ["kid in other letters"] = forger => forger.Changed(header => header["kid"] = forger.Kid.ToUpperInvariant() + forger.Kid.ToLowerInvariant()),
        ["kid with a blank behind"] = forger => forger.Changed(header => header["kid"] = forger.Kid + " "),
        ["kid with a NUL behind"] = forger => forger.Changed(header => header["kid"] = forger.Kid + "\0"),
        ["kid a path"] = forger => EmptySecret(forger, "../../../../../../dev/null"),
        ["kid a path of Windows"] = forger => EmptySecret(forger, @"..\..\windows\win.ini"),
        ["kid an address"] = forger => EmptySecret(forger, "http://127.0.0.1:9/keys"),
        ["kid SQL"] = forger => EmptySecret(forger, "x' UNION SELECT 'secret' --"),
        ["kid SQL that is always true"] = forger => forger.Changed(header => header["kid"] = "' OR '1'='1"),
        ["kid a command"] = forger => EmptySecret(forger, "| sleep 10"),
        ["kid of 5 kB"] = forger => forger.Changed(header => header["kid"] = new string('k', 5_000)),
        ["kid of 10 kB"] = forger => forger.Changed(header => header["kid"] = new string('k', 10_000)),
    };

    private static Dictionary<string, Func<Forger, string>> Shapes => new(StringComparer.Ordinal)
    {
        ["one word"] = _ => "token",
        ["one dot"] = forger => $"{forger.Parts[0]}.{forger.Parts[1]}",
        ["dots alone"] = _ => "..",
        ["four parts"] = forger => $"{forger.Genuine}.{forger.Parts[2]}",
        ["a dot behind"] = forger => forger.Genuine + ".",
        ["a dot in front"] = forger => "." + forger.Genuine,
        ["JWE with nothing in it"] = forger => $"{forger.Parts[0]}....",
        ["JWE dir"] = forger => Jwe(forger, "dir"),
        ["JWE ECDH-ES"] = forger => Jwe(forger, "ECDH-ES"),
        ["six parts"] = forger => $"{Jwe(forger, "dir")}.AAAA",
        ["200 parts"] = forger => string.Join('.', Enumerable.Repeat(forger.Parts[0][..8], 200)),
        ["header no JSON"] = forger => Forger.Written("{", forger.Payload().ToJsonString(), Forger.Sign(forger.Own)),
        ["header a list"] = forger => Forger.Written("[]", forger.Payload().ToJsonString(), Forger.Sign(forger.Own)),
        ["header null"] = forger => Forger.Written("null", forger.Payload().ToJsonString(), Forger.Sign(forger.Own)),
        ["header a text"] = forger => Forger.Written("\"x\"", forger.Payload().ToJsonString(), Forger.Sign(forger.Own)),
        ["header empty"] = forger => $".{forger.Parts[1]}.{forger.Parts[2]}",
        ["header without anything"] = forger => Forger.Written("{}", forger.Payload().ToJsonString(), Forger.Sign(forger.Own)),
        ["header deep"] = forger => Forger.Written($"{{\"x\":{Deep}}}", forger.Payload().ToJsonString(), Forger.Sign(forger.Own)),
        ["header with a second alg"] = forger => Forger.Written(Twice(forger.Header(), "alg", "none"), forger.Payload().ToJsonString(), _ => []),
        ["header with a second kid"] = forger => Forger.Written(Twice(forger.Header(), "kid", "x"), forger.Payload().ToJsonString(), Forger.Sign(forger.Other)),
        ["header no UTF-8"] = forger => Forger.Written([0xFF, 0xFE, 0x7B], Encoding.UTF8.GetBytes(forger.Payload().ToJsonString()), Forger.Sign(forger.Own)),
        ["payload no JSON"] = forger => Forger.Written(forger.Header().ToJsonString(), "{\"sub\":", Forger.Sign(forger.Own)),
        ["payload a list"] = forger => Forger.Written(forger.Header().ToJsonString(), "[]", Forger.Sign(forger.Own)),
        ["payload null"] = forger => Forger.Written(forger.Header().ToJsonString(), "null", Forger.Sign(forger.Own)),
        ["payload empty"] = forger => $"{forger.Parts[0]}..{forger.Parts[2]}",
        ["payload without anything"] = forger => Forger.Written(forger.Header().ToJsonString(), "{}", Forger.Sign(forger.Own)),
        ["payload deep"] = forger => Forger.Written(forger.Header().ToJsonString(), $"{{\"sub\":{Deep}}}", Forger.Sign(forger.Own)),
        ["payload with a second sid"] = forger => Forger.Written(forger.Header().ToJsonString(), Twice(forger.Payload(), "sid", "login_x"), Forger.Sign(forger.Other)),
        ["payload no UTF-8"] = forger => Forger.Written(Encoding.UTF8.GetBytes(forger.Header().ToJsonString()), [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], Forger.Sign(forger.Own)),
        ["longer than is read"] = forger => forger.Changed(null, payload => payload["pad"] = new string('x', 8 * 1024)),
        ["20 kB"] = forger => forger.Changed(null, payload => payload["pad"] = new string('x', 15_000)),
        ["an API key that nobody has"] = _ => "mik_" + new string('A', 43),
        ["a share link that nobody has"] = _ => "mis_" + new string('A', 43),
        ["a ticket"] = _ => "mit_" + new string('A', 43),
        ["a refresh token"] = _ => "mir_" + new string('A', 43),
        ["the development token"] = _ => "dev_token",
    };

    private static string Deep => new string('[', 500) + new string(']', 500);

    public static JsonObject Jwk(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(point.X!), ["y"] = Base64Url.EncodeToString(point.Y!) };
    }

    private static ECPoint Point(Forger forger) => forger.Own.ExportParameters(includePrivateParameters: false).Q;

    /// <summary>What holds where a key is read from the place that the kid names.</summary>
    private static string EmptySecret(Forger forger, string kid) =>
        forger.Changed(header => (header["kid"], header["alg"]) = (kid, "HS256"), null, bytes => HMACSHA256.HashData(Array.Empty<byte>(), bytes));

    private static string SignedByP384(Forger forger)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return forger.Under("ES384", bytes => key.SignData(bytes, HashAlgorithmName.SHA384));
    }

    private static string SignedByRsa(Forger forger, string algorithm, RSASignaturePadding padding)
    {
        using var key = RSA.Create(2048);
        return forger.Under(algorithm, bytes => key.SignData(bytes, HashAlgorithmName.SHA256, padding));
    }

    private static string Jwe(Forger forger, string algorithm) =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","enc":"A128GCM","typ":"at+jwt","kid":"{{forger.Kid}}"}"""))}.AAAA.{new string('A', 16)}.{forger.Parts[1]}.{new string('A', 22)}";

    private static string Twice(JsonObject json, string name, string first) => $"{{\"{name}\":\"{first}\",{json.ToJsonString()[1..]}";
}
