using System.Net;
using System.Security.Cryptography;
using System.Text;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Storage.Identity;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>What the database keeps of secrets that have to be read again: useless without the key, and in any other place than its own.</summary>
public sealed class SealedSecretsTests(ApiServer shared) : IAsyncLifetime
{
    private const string Salesforce = "00Dsalesforce-plain-token";
    private const string ProviderKey = "dg-plain-key-0123456789";

    private static readonly string Key = Convert.ToBase64String(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef"));
    private static readonly string OtherKey = Convert.ToBase64String(Encoding.ASCII.GetBytes("fedcba9876543210fedcba9876543210"));

    /// <summary>Of sealed bytes: a byte of version, 12 of nonce, 16 of tag, then the secret.</summary>
    private static readonly string[] Changes =
    [
        "sealed = set_byte(sealed, length(sealed) - 1, get_byte(sealed, length(sealed) - 1) # 1)", "sealed = set_byte(sealed, 29, get_byte(sealed, 29) # 128)",
        "sealed = set_byte(sealed, 1, get_byte(sealed, 1) # 1)", "sealed = set_byte(sealed, 13, get_byte(sealed, 13) # 1)", "sealed = set_byte(sealed, 0, 2)",
        "sealed = substring(sealed for length(sealed) - 1)", "sealed = substring(sealed for 29)", "sealed = substring(sealed for 28)", "sealed = substring(sealed for 1)", "sealed = ''",
        "sealed = sealed || '\\x00'", "key_id = 'b'", "key_id = ''",
    ];

    private AttackedServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = new AttackedServer(shared.Postgres, settings: [("ENCRYPTION_KEYS", $"a:{Key}")]);
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Database_HoldsNoSecretAsSuch()
    {
        var (bearer, session, _) = await KeepAsync();
        using var tokens = await _server.SendAsync(HttpMethod.Get, $"/api/auth/tokens/{session}", bearer);
        Assert.Contains("00Dsalesfo...", (await tokens.JsonAsync()).ToString(), StringComparison.Ordinal);

        var bytes = await _server.QueryAsync<byte[]>("SELECT sealed FROM oauth_tokens UNION ALL SELECT sealed FROM provider_credentials UNION ALL SELECT private_key FROM signing_keys");
        Assert.Equal(4, bytes.Count);
        foreach (var box in bytes)
        {
            var text = Encoding.Latin1.GetString(box);
            Assert.DoesNotContain("plain", text, StringComparison.Ordinal);
            Assert.DoesNotContain("token", text, StringComparison.Ordinal);
            Assert.False(IsPrivateKey(box));
        }

        Assert.DoesNotContain(await _server.QueryAsync<string>("SELECT p::text FROM provider_credentials p"), row => row.Contains("plain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sealed_ThatWasChanged_DoesNotOpen()
    {
        var (bearer, session, org) = await KeepAsync();
        foreach (var change in Changes)
        {
            Assert.NotEmpty(await _server.QueryAsync<int>($"UPDATE oauth_tokens SET {change} RETURNING 1"));
            Assert.NotEmpty(await _server.QueryAsync<int>($"UPDATE provider_credentials SET {change} RETURNING 1"));

            await ClosedAsync(bearer, session, org);

            await SetAsync(bearer, session);
            await OpenAsync(bearer, session, org);
        }

        Assert.Empty(_server.Log.Complaints);
    }

    [Fact]
    public async Task Sealed_InAnotherPlace_DoesNotOpen()
    {
        var (mine, others) = (await KeepAsync(), await KeepAsync());
        await SwapAsync("oauth_tokens", "vendor", "t.org_id <> o.org_id");
        await SwapAsync("provider_credentials", "provider", "t.org_id <> o.org_id");
        await ClosedAsync(mine.Bearer, mine.Session, mine.Org);
        await ClosedAsync(others.Bearer, others.Session, others.Org);

        // Back again they are what they were; between the vendors of one session they are nothing either.
        await SwapAsync("oauth_tokens", "vendor", "t.org_id <> o.org_id");
        using var back = await _server.SendAsync(HttpMethod.Get, $"/api/auth/tokens/{mine.Session}", mine.Bearer);
        await back.JsonAsync();
        await SwapAsync("oauth_tokens", "org_id", "t.vendor <> o.vendor");
        await ClosedAsync(mine.Bearer, mine.Session, mine.Org);
    }

    [Fact]
    public async Task KeyRotation_SealsAnewAndNeedsTheOldKeyNoMore()
    {
        var (bearer, session, org) = await KeepAsync();

        await RestartAsync($"b:{OtherKey},a:{Key}");
        Assert.Equal(["b"], (await KeyIdsAsync()).Distinct());
        await OpenAsync(bearer, session, org);

        await RestartAsync($"b:{OtherKey}");
        await OpenAsync(bearer, session, org);
        Assert.Single(await _server.QueryAsync<string>("SELECT kid FROM signing_keys"));
        Assert.Empty(_server.Log.Complaints);
    }

    [Theory]
    [InlineData("c")]
    [InlineData("a")]
    public async Task KeyThatIsLost_CostsWhatItSealedAndNothingElse(string id)
    {
        var (bearer, session, org) = await KeepAsync();

        await RestartAsync($"{id}:{OtherKey}");

        await ClosedAsync(bearer, session, org);
        // Public halves are not sealed: who is signed in stays so, and new tokens are signed with a new key.
        using var still = await _server.WhoAsync(bearer);
        await still.JsonAsync();
        var fresh = (await _server.ArriveAsync()).Text("access_token");
        Assert.NotEqual(KidOf(bearer), KidOf(fresh));
        using var jwks = await _server.Api.Http.GetAsync(new Uri("/.well-known/jwks.json", UriKind.Relative));
        Assert.Equal(
            new[] { KidOf(bearer), KidOf(fresh) }.Order(StringComparer.Ordinal),
            (await jwks.JsonAsync()).GetProperty("keys").EnumerateArray().Select(key => key.Text("kid")).Order(StringComparer.Ordinal));
        Assert.Contains(_server.Log.Complaints, line => line.Text.Contains("can't be opened", StringComparison.Ordinal));
        Assert.DoesNotContain(_server.Log.Complaints, line => line.Level >= LogLevel.Error);
        // Who sets them anew has them again.
        await SetAsync(bearer, session);
        await OpenAsync(bearer, session, org);
    }

    [Fact]
    public async Task SigningKey_ThatWasChanged_SignsNoMore()
    {
        var bearer = (await _server.ArriveAsync()).Text("access_token");
        // The next one is there already and has not begun.
        _server.Time.Advance(TimeSpan.FromDays(29.5));
        var login = await _server.ArriveAsync();
        Assert.Equal(2, (await _server.QueryAsync<string>("SELECT kid FROM signing_keys")).Count);
        await _server.QueryAsync<int>($"UPDATE signing_keys SET private_key = set_byte(private_key, 30, get_byte(private_key, 30) # 1) WHERE kid = '{KidOf(bearer)}' RETURNING 1");

        await RestartAsync($"a:{Key}");

        var fresh = (await _server.ArriveAsync()).Text("access_token");
        Assert.NotEqual(KidOf(bearer), KidOf(fresh));
        using var old = await _server.WhoAsync(login.Text("access_token"));
        await old.JsonAsync();
        using var anew = await _server.WhoAsync(fresh);
        await anew.JsonAsync();
    }

    private static bool IsPrivateKey(byte[] bytes)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(bytes, out _);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string KidOf(string token) => new Forger(token, null!).Kid;

    private async Task<(string Bearer, string Session, string Org)> KeepAsync()
    {
        var login = await _server.ArriveAsync();
        var (bearer, org) = (login.Text("access_token"), login.GetProperty("organization").Text("id"));
        using var created = await _server.SendAsync(HttpMethod.Post, "/api/sessions", bearer, new { name = "Weekly" });
        var session = (await created.JsonAsync()).Text("id");
        await SetAsync(bearer, session);
        await OpenAsync(bearer, session, org);
        return (bearer, session, org);
    }

    private async Task SetAsync(string bearer, string session)
    {
        using var credential = await _server.SendAsync(HttpMethod.Put, "/api/v1/credentials/deepgram", bearer, new { api_key = ProviderKey });
        await credential.JsonAsync();
        using var tokens = await _server.SendAsync(
            HttpMethod.Post, "/api/auth/tokens", bearer, new { session_id = session, salesforce_tokens = new { access_token = Salesforce + new string('x', 40) }, slack_tokens = new { access_token = "xoxb-plain" } });
        await tokens.JsonAsync();
    }

    private async Task OpenAsync(string bearer, string session, string org)
    {
        using var tokens = await _server.SendAsync(HttpMethod.Get, $"/api/auth/tokens/{session}", bearer);
        Assert.StartsWith(Salesforce[..10], (await tokens.JsonAsync()).GetProperty("salesforce_tokens").Text("access_token"), StringComparison.Ordinal);
        Assert.Equal(ProviderKey, (await _server.Get<CredentialStore>().OpenAsync(org, "deepgram", CancellationToken.None))!["api_key"]);
        Assert.True(await IsListedAsOpenAsync(bearer));
    }

    private async Task ClosedAsync(string bearer, string session, string org)
    {
        using var tokens = await _server.SendAsync(HttpMethod.Get, $"/api/auth/tokens/{session}", bearer);
        Assert.Equal("oauth-tokens.not-found", await tokens.ProblemAsync(HttpStatusCode.NotFound));
        using var valid = await _server.SendAsync(HttpMethod.Get, $"/api/auth/validate/{session}", bearer);
        Assert.False((await valid.JsonAsync()).GetProperty("salesforce").GetProperty("authenticated").GetBoolean());
        Assert.Null(await _server.Get<CredentialStore>().OpenAsync(org, "deepgram", CancellationToken.None));
        Assert.False(await IsListedAsOpenAsync(bearer));
    }

    /// <summary>What administrators are told.</summary>
    private async Task<bool> IsListedAsOpenAsync(string bearer)
    {
        using var listed = await _server.SendAsync(HttpMethod.Get, "/api/v1/credentials", bearer);
        return Assert.Single((await listed.JsonAsync()).EnumerateArray()).GetProperty("opens").GetBoolean();
    }

    /// <summary>Swaps what two rows hold, with the names of their keys.</summary>
    private Task<IReadOnlyList<int>> SwapAsync(string table, string same, string apart) => _server.QueryAsync<int>(
        $"UPDATE {table} t SET sealed = o.sealed, key_id = o.key_id FROM {table} o WHERE t.{same} = o.{same} AND {apart} RETURNING 1");

    private Task<IReadOnlyList<string>> KeyIdsAsync() =>
        _server.QueryAsync<string>("SELECT key_id FROM signing_keys UNION ALL SELECT key_id FROM provider_credentials UNION ALL SELECT key_id FROM oauth_tokens");

    private async Task RestartAsync(string keys)
    {
        _server.Api.Settings["ENCRYPTION_KEYS"] = keys;
        _server.Log.Forget();
        await _server.Api.RestartAsync();
    }
}
