using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>Somebody else who vouches for people: a real server with a discovery document, a key set, and keys to sign with.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private int _fetches;
    private int _requests;

    private Issuer(WebApplication app, TimeProvider time)
    {
        (_app, _time) = (app, time);
        Keys = [];
        app.Run(AnswerAsync);
    }

    public const string Audience = "client_meetings";

    public RSA Rsa { get; } = RSA.Create(2048);

    public ECDsa Ec { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Where it is, which is also its name.</summary>
    public string Name { get; private set; } = "";

    public string JwksUri => $"{Name}/keys";

    /// <summary>What the key set holds.</summary>
    public IReadOnlyList<JsonObject> Keys { get; set; }

    /// <summary>The discovery document's <c>jwks_uri</c>.</summary>
    public JsonNode? Discovered { get; set; }

    /// <summary>What is answered at the key set's path instead of the keys.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>How often the key set was asked for.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>How often anything was asked for.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public static async Task<Issuer> StartAsync(TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var issuer = new Issuer(builder.Build(), time);
        await issuer._app.StartAsync();
        issuer.Name = issuer._app.Urls.Single();
        issuer.Reset();
        return issuer;
    }

    public static JsonObject RsaKey(string kid, RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new() { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = kid, ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent) };
    }

    public static JsonObject EcKey(string kid, ECDsa key)
    {
        var jwk = ForgedTokens.Jwk(key);
        (jwk["use"], jwk["kid"]) = ("sig", kid);
        return jwk;
    }

    /// <summary>What a token of this issuer says.</summary>
    public JsonObject Claims(string subject, string org, string? role = null)
    {
        var now = _time.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = Name,
            ["aud"] = Audience,
            ["sub"] = subject,
            ["org_id"] = org,
            ["name"] = "Ana of elsewhere",
            ["email"] = string.Create(CultureInfo.InvariantCulture, $"{subject}@elsewhere.example"),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
        };
        if (role is not null)
        {
            claims["role"] = role;
        }

        return claims;
    }

    public string WithRsa(JsonObject claims, string kid = "rsa", Action<JsonObject>? header = null) => WithRsa(claims, Rsa, kid, header);

    public static string WithRsa(JsonObject claims, RSA key, string kid, Action<JsonObject>? header = null) =>
        Write("RS256", kid, header, claims, bytes => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public string WithEc(JsonObject claims, string kid = "ec", Action<JsonObject>? header = null) => Write("ES256", kid, header, claims, Forger.Sign(Ec));

    public static string Write(string algorithm, string kid, Action<JsonObject>? change, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = kid };
        change?.Invoke(header);
        return Forger.Written(header.ToJsonString(), claims.ToJsonString(), sign);
    }

    /// <summary>Does as an issuer should.</summary>
    public void Reset()
    {
        Keys = [RsaKey("rsa", Rsa), EcKey("ec", Ec)];
        (Discovered, Instead) = (JwksUri, null);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Rsa.Dispose();
        Ec.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        if (context.Request.Path == "/.well-known/openid-configuration")
        {
            return context.Response.WriteAsJsonAsync(new JsonObject { ["issuer"] = Name, ["jwks_uri"] = Discovered?.DeepClone() });
        }

        Interlocked.Increment(ref _fetches);
        return Instead is { } instead ? instead(context) : WriteKeysAsync(context);
    }

    /// <summary>Answers with the keys.</summary>
    public Task WriteKeysAsync(HttpContext context) => context.Response.WriteAsJsonAsync(new JsonObject { ["keys"] = new JsonArray([.. Keys.Select(key => key.DeepClone())]) });
}
