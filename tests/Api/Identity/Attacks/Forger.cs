using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>Makes tokens out of a genuine one: with the key that signed it, to see what else is asked; and without, as attackers have to.</summary>
/// <param name="genuine">A token of the server's.</param>
/// <param name="own">The key that signed it.</param>
internal sealed class Forger(string genuine, ECDsa own)
{
    private readonly string[] _parts = genuine.Split('.');

    public string Genuine => genuine;

    public string[] Parts => _parts;

    /// <summary>The server's key; a forger has only its public half.</summary>
    public ECDsa Own => own;

    /// <summary>Another key of the same kind.</summary>
    public ECDsa Other { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Kid => Header()["kid"]!.GetValue<string>();

    public JsonObject Header() => Object(_parts[0]);

    public JsonObject Payload() => Object(_parts[1]);

    /// <summary>What the server would sign, changed: refused for what it says and nothing else.</summary>
    public string Changed(Action<JsonObject>? header = null, Action<JsonObject>? payload = null) => Changed(header, payload, Sign(own));

    public string Changed(Action<JsonObject>? header, Action<JsonObject>? payload, Func<byte[], byte[]> sign)
    {
        var (first, second) = (Header(), Payload());
        header?.Invoke(first);
        payload?.Invoke(second);
        return Written(first.ToJsonString(), second.ToJsonString(), sign);
    }

    /// <summary>With another algorithm in the header.</summary>
    public string Under(string algorithm, Func<byte[], byte[]> sign) => Changed(header => header["alg"] = algorithm, null, sign);

    /// <summary>Signed with a shared secret.</summary>
    public string Hs256(byte[] secret) => Under("HS256", bytes => HMACSHA256.HashData(secret, bytes));

    public static string Written(string header, string payload, Func<byte[], byte[]> sign) => Written(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(payload), sign);

    public static string Written(byte[] header, byte[] payload, Func<byte[], byte[]> sign)
    {
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static Func<byte[], byte[]> Sign(ECDsa key) => bytes => key.SignData(bytes, HashAlgorithmName.SHA256);

    private static JsonObject Object(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();
}
