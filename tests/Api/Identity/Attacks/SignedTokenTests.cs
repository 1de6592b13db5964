using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MeetingIntel.Api.Identity.Tokens;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>Tokens that are signed with the server's own key but are not what it would sign: a signature alone opens nothing.</summary>
public sealed class SignedTokenTests(AttackedServer server) : IClassFixture<AttackedServer>, IAsyncLifetime
{
    private const string Invalid = "auth.invalid-token";
    private const string Expired = "auth.expired";
    private const string Revoked = "auth.revoked";

    private static readonly Dictionary<string, (string Code, Action<JsonObject> Change)> Headers = new(StringComparer.Ordinal)
    {
        ["typ missing"] = (Invalid, header => header.Remove("typ")),
        ["typ null"] = (Invalid, header => header["typ"] = null),
        ["typ empty"] = (Invalid, header => header["typ"] = ""),
        ["typ JWT"] = (Invalid, header => header["typ"] = "JWT"),
        ["typ id_token"] = (Invalid, header => header["typ"] = "id_token"),
        ["typ logout+jwt"] = (Invalid, header => header["typ"] = "logout+jwt"),
        ["typ at+jwt and more"] = (Invalid, header => header["typ"] = "at+jwt+x"),
        ["typ a list"] = (Invalid, header => header["typ"] = new JsonArray("at+jwt")),
        ["crit of a claim"] = (Invalid, header => header["crit"] = new JsonArray("exp")),
        ["crit of what we don't know"] = (Invalid, header => (header["crit"], header["x"]) = (new JsonArray("x"), 1)),
        ["crit b64"] = (Invalid, header => (header["crit"], header["b64"]) = (new JsonArray("b64"), false)),
        ["crit empty"] = (Invalid, header => header["crit"] = new JsonArray()),
        ["crit a text"] = (Invalid, header => header["crit"] = "exp"),
    };

    private static readonly Dictionary<string, (string Code, Action<JsonObject> Change)> Claims = new(StringComparer.Ordinal)
    {
        ["iss missing"] = (Invalid, payload => payload.Remove("iss")),
        ["iss another"] = (Invalid, payload => payload["iss"] = "https://evil.example"),
        ["iss with a slash behind"] = (Invalid, payload => payload["iss"] = "https://meeting-intel/"),
        ["iss a list"] = (Invalid, payload => payload["iss"] = new JsonArray("https://meeting-intel")),
        ["aud missing"] = (Invalid, payload => payload.Remove("aud")),
        ["aud empty"] = (Invalid, payload => payload["aud"] = ""),
        ["aud another"] = (Invalid, payload => payload["aud"] = "other"),
        ["aud others"] = (Invalid, payload => payload["aud"] = new JsonArray("other", "meeting-intel.evil.example")),
        ["aud nobody"] = (Invalid, payload => payload["aud"] = new JsonArray()),
        ["sub missing"] = (Invalid, payload => payload.Remove("sub")),
        ["sub empty"] = (Invalid, payload => payload["sub"] = ""),
        ["sub another"] = (Invalid, payload => payload["sub"] = "user_other"),
        ["sid missing"] = (Invalid, payload => payload.Remove("sid")),
        ["sid empty"] = (Invalid, payload => payload["sid"] = ""),
        ["sid null"] = (Invalid, payload => payload["sid"] = null),
        ["sid unknown"] = (Revoked, payload => payload["sid"] = "login_unknown"),
        ["sid SQL"] = (Revoked, payload => payload["sid"] = "' OR '1'='1"),
        ["sid with a NUL"] = (Invalid, payload => payload["sid"] = "login\0"),
        ["org_id missing"] = (Invalid, payload => payload.Remove("org_id")),
        ["org_id null"] = (Invalid, payload => payload["org_id"] = null),
        ["org_id another"] = (Revoked, payload => payload["org_id"] = "org_other"),
        ["org_id with a NUL"] = (Invalid, payload => payload["org_id"] = "org\0"),
        ["exp missing"] = (Invalid, payload => payload.Remove("exp")),
        ["exp null"] = (Invalid, payload => payload["exp"] = null),
        ["exp a word"] = (Invalid, payload => payload["exp"] = "never"),
        ["exp a list"] = (Invalid, payload => payload["exp"] = new JsonArray(9_999_999_999)),
        ["exp long ago"] = (Expired, payload => payload["exp"] = 1),
        ["exp negative"] = (Expired, payload => payload["exp"] = -1),
        ["exp before there was time"] = (Expired, payload => payload["exp"] = long.MinValue),
        ["exp zero"] = (Expired, payload => payload["exp"] = 0),
        ["nbf never"] = (Invalid, payload => payload["nbf"] = long.MaxValue),
        ["nbf a word"] = (Invalid, payload => payload["nbf"] = "later"),
    };

    private Forger _forger = null!;

    public static TheoryData<string> HeaderNames => new(Headers.Keys);

    public static TheoryData<string> ClaimNames => new(Claims.Keys);

    public async ValueTask InitializeAsync()
    {
        _forger = await server.ForgerAsync();
        server.Log.Forget();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(HeaderNames))]
    public async Task Header_ThatIsNotOfAnAccessToken_IsRefused(string name) => await RefusedAsync(_forger.Changed(header: Headers[name].Change), Headers[name].Code);

    [Theory]
    [MemberData(nameof(ClaimNames))]
    public async Task Claims_ThatTheServerWouldNotMake_AreRefused(string name) => await RefusedAsync(_forger.Changed(payload: Claims[name].Change), Claims[name].Code);

    [Theory]
    [InlineData("exp", -31, Expired)]
    [InlineData("exp", -30, Expired)]
    [InlineData("exp", -29, null)]
    [InlineData("nbf", 29, null)]
    [InlineData("nbf", 30, Invalid)]
    [InlineData("nbf", 31, Invalid)]
    public async Task Token_AtTheEdgesOfItsLife_IsRefusedBeyondTheSkew(string claim, int seconds, string? code)
    {
        var token = _forger.Changed(payload: payload => payload[claim] = server.Time.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds());
        if (code is not null)
        {
            await RefusedAsync(token, code);
            return;
        }

        using var response = await server.WhoAsync(token);
        await response.JsonAsync();
    }

    [Fact]
    public async Task Token_ThatExpires_IsRefusedThoughItIsRemembered()
    {
        await using var own = new AttackedServer(server.Api.Postgres);
        await own.InitializeAsync();
        var token = (await own.ArriveAsync()).Text("access_token");
        using var before = await own.WhoAsync(token);
        await before.JsonAsync();

        own.Time.Advance(AccessTokens.Lifetime + AccessTokens.Skew);

        using var after = await own.WhoAsync(token);
        Assert.Equal(Expired, await after.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Empty(own.Log.Complaints);
    }

    [Fact]
    public async Task Token_UnderTheNameOfAnotherOfOurKeys_IsRefused()
    {
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = server.Time.GetUtcNow();
        var kid = string.Create(CultureInfo.InvariantCulture, $"next{now.Ticks}");
        await server.Get<SigningKeyStore>().AddAsync(
            new(kid, next.ExportSubjectPublicKeyInfo(), next.ExportPkcs8PrivateKey(), now.AddDays(31), now.AddDays(61), now.AddDays(62)), CancellationToken.None);
        // A list of keys is good for so long.
        server.Time.Advance(TimeSpan.FromMinutes(5));

        using var right = await server.WhoAsync(_forger.Changed(header => header["kid"] = kid, null, Forger.Sign(next)));
        await right.JsonAsync();
        await RefusedAsync(_forger.Changed(header => header["kid"] = kid), Invalid);
        await RefusedAsync(_forger.Changed(null, null, Forger.Sign(next)), Invalid);
    }

    private async Task RefusedAsync(string token, string code)
    {
        using var response = await server.WhoAsync(token);

        Assert.Equal(code, await response.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Empty(server.Log.Complaints);
    }
}
