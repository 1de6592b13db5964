using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MeetingIntel.Api.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>The keys of somebody else: when they are fetched, how often, and from where not.</summary>
public sealed class ForeignKeysTests(VouchedServer vouched) : IClassFixture<VouchedServer>, IAsyncLifetime
{
    /// <summary>The issuer holds its keys back, once it has been asked for them, until it is told to answer.</summary>
    private (Task Asked, TaskCompletionSource Answer) HoldBack()
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        Issuer.Instead = async context =>
        {
            asked.TrySetResult();
            await answer.Task;
            await Issuer.WriteKeysAsync(context);
        };
        return (asked.Task, answer);
    }

    private const string Invalid = "auth.invalid-token";

    private static readonly TimeSpan BetweenFetches = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);

    private int _before;

    private Issuer Issuer => vouched.Issuer;

    private StoodTime Time => vouched.Server.Time;

    private LogCapture Log => vouched.Server.Log;

    /// <summary>How often the keys were asked for in this test.</summary>
    private int Fetches => Issuer.Fetches - _before;

    public async ValueTask InitializeAsync()
    {
        Issuer.Reset();
        Time.Advance(FreshFor);
        await vouched.MeAsync(Good("known"));
        Log.Forget();
        _before = Issuer.Fetches;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task UnknownKeyNames_InAFlood_CauseOneFetchAMinute()
    {
        Assert.All(await FloodAsync("before"), code => Assert.Equal(Invalid, code));
        Assert.Equal(0, Fetches);
        for (var minute = 1; minute <= 3; minute++)
        {
            Time.Advance(BetweenFetches);
            var flood = FloodAsync(string.Create(CultureInfo.InvariantCulture, $"{minute}"));
            var known = Enumerable.Range(0, 10).Select(at => vouched.MeAsync(Good($"known{minute}.{at}")));

            Assert.All(await flood, code => Assert.Equal(Invalid, code));
            await Task.WhenAll(known);

            Assert.Equal(minute, Fetches);
        }

        Assert.Empty(Log.Complaints);

        Task<string[]> FloodAsync(string name) => Task.WhenAll(Enumerable.Range(0, 200).Select(at => vouched.RefusedAsync(Good($"flood{name}.{at}", kid: Guid.NewGuid().ToString()))));
    }

    [Fact]
    public async Task TokensOfANewKey_ThatComeWhileItIsFetched_AreAccepted()
    {
        using var next = RSA.Create(2048);
        Issuer.Keys = [Issuer.RsaKey("many", next)];
        Time.Advance(BetweenFetches);
        var (asked, answer) = HoldBack();

        var first = vouched.MeAsync(OfNext(0));
        await asked.Within("waiting for the keys to be asked for");
        var others = Enumerable.Range(1, 20).Select(at => vouched.MeAsync(OfNext(at))).ToList();
        // Whoever is known needs nothing that is under way.
        await vouched.MeAsync(Good("bystander"));
        answer.SetResult();

        await Task.WhenAll([first, .. others]).Within("waiting for the keys that all of them need");
        Assert.Equal(1, Fetches);

        string OfNext(int at) => Issuer.WithRsa(Issuer.Claims(string.Create(CultureInfo.InvariantCulture, $"many{at}"), "org"), next, "many");
    }

    [Fact]
    public async Task Issuer_ThatIsSlow_HoldsUpNobodyWhoseKeyIsKnown()
    {
        Time.Advance(FreshFor);
        var (asked, answer) = HoldBack();
        var first = vouched.MeAsync(Good("patient"));
        await asked.Within("waiting for the keys to be asked for");

        await vouched.MeAsync(Good("impatient")).Within("waiting for somebody whose key is known");

        answer.SetResult();
        await first.Within("waiting for whoever asked for the keys");
    }

    [Fact]
    public async Task Fetch_WhoseCallerHasGone_IsStillForTheOthers()
    {
        using var next = RSA.Create(2048);
        Issuer.Keys = [Issuer.RsaKey("polite", next)];
        Time.Advance(BetweenFetches);
        var (asked, answer) = HoldBack();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
        request.Headers.Authorization = new("Bearer", Good("rude", kid: "unknown"));
        using var leaves = new CancellationTokenSource();
        var rude = vouched.Server.Api.Http.SendAsync(request, leaves.Token);
        await asked.Within("waiting for the keys to be asked for");
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rude);
        await Log.SawAsync("MeetingIntel.Api.Hosting.AccessLog", "answered 499");

        var polite = vouched.MeAsync(Issuer.WithRsa(Issuer.Claims("polite", "org"), next, "polite"));
        answer.SetResult();

        Assert.Equal("member", (await polite.Within("waiting for the keys that somebody else asked for")).Text("role"));
        Assert.Equal(1, Fetches);
    }

    [Fact]
    public async Task NewKey_OfTheIssuer_IsPickedUpAndTheOldOneForgotten()
    {
        using var next = RSA.Create(2048);
        Issuer.Keys = [Issuer.RsaKey("next", next)];

        Time.Advance(BetweenFetches);
        await vouched.MeAsync(Issuer.WithRsa(Issuer.Claims("rotation", "org"), next, "next"));

        Assert.Equal(Invalid, await vouched.RefusedAsync(Good("rotation")));
    }

    [Fact]
    public async Task KnownKeys_AreAskedForAgainAfterAnHour()
    {
        Issuer.Keys = [Issuer.EcKey("ec", Issuer.Ec)];

        Time.Advance(FreshFor);

        Assert.Equal(Invalid, await vouched.RefusedAsync(Good("stale")));
        Assert.Equal(1, Fetches);
    }

    [Fact]
    public async Task Issuer_ThatIsAway_LeavesWhatIsKnown()
    {
        Issuer.Instead = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        for (var hour = 0; hour < 3; hour++)
        {
            Time.Advance(FreshFor);

            await vouched.MeAsync(Good("away"));
            Assert.Equal(Invalid, await vouched.RefusedAsync(Good("away", kid: "unknown")));
        }

        Assert.Equal(3, Log.Complaints.Count);
        Assert.All(Log.Complaints, line => Assert.Contains("could not be fetched", line.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task KeySet_ThatIsTooLarge_IsNotRead()
    {
        Issuer.Instead = context => context.Response.WriteAsync($$"""{"keys":[],"pad":"{{new string('x', 300 * 1024)}}"}""");
        Time.Advance(FreshFor);

        await vouched.MeAsync(Good("large"));

        Assert.Contains("could not be fetched", Assert.Single(Log.Complaints).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("keys")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[null, 1, "x", []]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","kid":"bad"}]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","kid":"bad","n":"!!!","e":"AQAB"}]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","kid":"bad","n":7,"e":[]}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","kid":"bad","crv":"P-256","x":"AA","y":"AA"}]}""")]
    public async Task KeySet_ThatIsNone_LetsNobodyIn(string text)
    {
        Issuer.Instead = context => context.Response.WriteAsync(text);
        Time.Advance(BetweenFetches);

        Assert.Equal(Invalid, await vouched.RefusedAsync(Good("nobody", kid: "bad")));
        Assert.DoesNotContain(Log.Complaints, line => line.Level >= LogLevel.Error);

        Issuer.Instead = null;
        Time.Advance(BetweenFetches);
        await vouched.MeAsync(Good("somebody"));
    }

    [Fact]
    public async Task KeySet_WithSecretsInIt_IsNotUsedForThem()
    {
        // Whoever can read these can sign with them.
        var secret = RandomNumberGenerator.GetBytes(64);
        var whole = Issuer.Rsa.ExportParameters(includePrivateParameters: true);
        var withPrivateHalf = Issuer.RsaKey("private", Issuer.Rsa);
        withPrivateHalf["d"] = Base64Url.EncodeToString(whole.D);
        using var small = RSA.Create(1024);
        Issuer.Keys =
        [
            new() { ["kty"] = "oct", ["use"] = "sig", ["alg"] = "HS256", ["kid"] = "oct", ["k"] = Base64Url.EncodeToString(secret) },
            withPrivateHalf,
            Issuer.RsaKey("small", small),
            Encryption(Issuer.RsaKey("encryption", Issuer.Rsa)),
            .. Issuer.Keys,
        ];
        Time.Advance(FreshFor);
        await vouched.MeAsync(Good("secrets"));

        string[] tokens =
        [
            Issuer.Write("HS256", "oct", null, Issuer.Claims("eve", "org", "admin"), bytes => HMACSHA256.HashData(secret, bytes)),
            Good("eve", "private"),
            Issuer.WithRsa(Issuer.Claims("eve", "org", "admin"), small, "small"),
            Good("eve", "encryption"),
        ];

        foreach (var token in tokens)
        {
            Assert.Equal(Invalid, await vouched.RefusedAsync(token));
        }

        static JsonObject Encryption(JsonObject key)
        {
            key["use"] = "enc";
            return key;
        }
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task KeySet_ThatIsSaidToBeElsewhere_IsNotLookedForThere(int status)
    {
        await using var evil = await Issuer.StartAsync(Time);
        evil.Keys = [Issuer.RsaKey("evil", evil.Rsa)];
        Time.Advance(BetweenFetches);
        Issuer.Instead = context =>
        {
            (context.Response.StatusCode, context.Response.Headers.Location) = (status, evil.JwksUri);
            return Task.CompletedTask;
        };

        Assert.Equal(Invalid, await vouched.RefusedAsync(evil.WithRsa(Issuer.Claims("eve", "org", "admin"), "evil")));
        Assert.Equal(0, evil.Requests);
    }

    [Theory]
    [InlineData("\"http://192.0.2.1/keys\"")]
    [InlineData("\"http://localhost.evil.example/keys\"")]
    [InlineData("\"http://127.0.0.1.evil.example/keys\"")]
    [InlineData("\"file:///etc/passwd\"")]
    [InlineData("\"ftp://127.0.0.1/keys\"")]
    [InlineData("\"gopher://127.0.0.1/keys\"")]
    [InlineData("\"//192.0.2.1/keys\"")]
    [InlineData("\"/keys\"")]
    [InlineData("\"\"")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task Discovery_ThatNamesAnOpenLine_IsNotFollowed(string address)
    {
        Issuer.Discovered = JsonNode.Parse(address);
        Time.Advance(BetweenFetches);

        Assert.Equal(Invalid, await vouched.RefusedAsync(Good("nobody", kid: "unknown")));

        var complaint = Assert.Single(Log.Complaints);
        Assert.Equal(LogLevel.Warning, complaint.Level);
        Assert.DoesNotContain("192.0.2.1:", complaint.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Oidc:Issuer", "http://issuer.example")]
    [InlineData("Oidc:Issuer", "issuer.example")]
    [InlineData("Oidc:JwksUri", "http://issuer.example/keys")]
    [InlineData("Oidc:JwksUri", "file:///etc/passwd")]
    public async Task Settings_ThatNameAnOpenLine_StopTheStart(string name, string value)
    {
        var server = new AttackedServer(vouched.Server.Api.Postgres, settings: [("Oidc:Issuer", "https://issuer.example"), (name, value)]);

        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await server.InitializeAsync());

        Assert.Contains("https", failure.Message, StringComparison.Ordinal);
    }

    private string Good(string subject, string kid = "rsa") => Issuer.WithRsa(Issuer.Claims(subject, "org"), kid);
}
