using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Storage.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>Guessing passwords: what a failure tells, how often one may try, and what trying costs the server.</summary>
public sealed class PasswordGuessingTests(ApiServer shared) : IAsyncLifetime
{
    private const int Free = 5;
    private const string Wrong = "wrong password 1";

    private readonly CountingHasher _hasher = new();
    private AttackedServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = new AttackedServer(shared.Postgres, services => services.AddSingleton<IPasswordHasher<UserRow>>(_hasher));
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _hasher.Dispose();
    }

    [Fact]
    public async Task Failure_OfWhateverKind_CostsAndSaysTheSame()
    {
        var known = await _server.SignUpAsync();
        await _server.QueryAsync<int>(
            "INSERT INTO users (id, name, email, issuer, subject, created_at) VALUES ('user_external', 'External', 'external@example.com', 'https://issuer.example', 's', now()) RETURNING 1");
        // The first failure of a process may cost more, as long as it says nothing of whose it is.
        await FailAsync(known, Wrong);
        var bodies = new HashSet<string>(StringComparer.Ordinal);

        foreach (var (email, password) in new[]
                 {
                     ("nobody@example.com", Wrong), ("external@example.com", Wrong), (known, Wrong), (known, new string('x', 100_000)), ("nobody2@example.com", new string('x', 100_000)), (known + "\u200b", Wrong),
                 })
        {
            var before = _hasher.Counts;

            bodies.Add(await FailAsync(email, password));

            Assert.Equal((before.Hashed, before.Verified + 1), _hasher.Counts);
        }

        Assert.Single(bodies);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Name_TriedTooOften_IsLockedForLongerEachTime_WhetherOrNotSomebodyHasIt(bool exists)
    {
        var email = exists ? await _server.SignUpAsync() : "nobody@example.com";
        for (var attempt = 0; attempt < Free; attempt++)
        {
            // However it is spelt.
            await FailAsync(attempt % 2 == 0 ? email : $" {email.ToUpperInvariant()} ", Wrong);
        }

        foreach (var seconds in (int[])[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
        {
            var verified = _hasher.Counts.Verified;
            Assert.Equal(seconds, await LockedAsync(email, Wrong));
            Assert.Equal(seconds, await LockedAsync(email, AttackedServer.Password));
            _server.Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(1, await LockedAsync(email, AttackedServer.Password));
            Assert.Equal(verified, _hasher.Counts.Verified);

            _server.Time.Advance(TimeSpan.FromMilliseconds(1));
            await FailAsync(email, Wrong);
        }

        _server.Time.Advance(TimeSpan.FromMinutes(15));
        using var right = await _server.TrySignInAsync(email);
        Assert.Equal(exists ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, right.StatusCode);
        if (exists)
        {
            for (var attempt = 0; attempt < Free; attempt++)
            {
                await FailAsync(email, Wrong);
            }
        }

        await LockedAsync(email, AttackedServer.Password);
    }

    [Fact]
    public async Task Attempts_ManyAtOnce_AreNoMoreThanOneAfterAnother()
    {
        var email = await _server.SignUpAsync();
        var before = _hasher.Counts.Verified;

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(attempt => _server.TrySignInAsync(email, $"{Wrong}{attempt}")));

        Assert.Equal(Free, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(40 - Free, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal(before + Free, _hasher.Counts.Verified);
    }

    [Fact]
    public async Task Name_InLettersThatOnlyADatabaseTakesForTheSame_IsNobodys()
    {
        await using var server = new ApiServer(shared.Postgres) { MakeDatabase = postgres => postgres.CreateUnicodeDatabaseAsync() };
        await server.InitializeAsync();
        using var signedUp = await server.Http.PostAsJsonAsync("/users", new { name = "Some Body", email = "kelvin@example.com", password = AttackedServer.Password });
        await signedUp.JsonAsync();

        // The sign of the unit kelvin: in lower case it is a k. Each spelling could be tried as often as the name itself.
        using var response = await server.Http.PostAsJsonAsync("/token", new { username = "\u212aelvin@example.com", password = AttackedServer.Password });
        using var capitals = await server.Http.PostAsJsonAsync("/token", new { username = "KELVIN@example.com", password = AttackedServer.Password });

        Assert.Equal("auth.bad-credentials", await response.ProblemAsync(HttpStatusCode.Unauthorized));
        await capitals.JsonAsync();
    }

    [Fact]
    public async Task SignIns_MoreThanThereAreCoresFor_AreRefusedAndTheServerGoesOn()
    {
        const int More = 6;
        _hasher.Gate.Reset();
        var attempts = Enumerable.Range(0, 64 + More).Select(at => _server.TrySignInAsync(string.Create(CultureInfo.InvariantCulture, $"busy{at}@example.com"), Wrong)).ToList();

        var refused = new List<HttpResponseMessage>();
        var open = attempts.ToList();
        while (refused.Count < More)
        {
            var done = await Task.WhenAny(open).Within("waiting for those that are too many");
            open.Remove(done);
            refused.Add(await done);
        }

        foreach (var answer in refused)
        {
            Assert.Equal("auth.busy", await answer.ProblemAsync(HttpStatusCode.TooManyRequests));
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        using var health = await _server.Api.Http.GetAsync(new Uri("/health", UriKind.Relative)).Within("asking for something else meanwhile");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        _hasher.Gate.Set();
        Assert.All(await Task.WhenAll(open), answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
    }

    /// <summary>Nobody has looked at the password: a busy server locks nobody out who knows theirs.</summary>
    [Fact]
    public async Task SignIns_ThatAreRefusedAsThereAreTooMany_CountForNothing()
    {
        var email = await _server.SignUpAsync();
        _hasher.Gate.Reset();
        var before = _hasher.Counts.Verified;
        var crowd = Enumerable.Range(0, 65).Select(at => _server.TrySignInAsync(string.Create(CultureInfo.InvariantCulture, $"crowd{at}@example.com"), Wrong)).ToList();
        var full = await Task.WhenAny(crowd).Within("waiting for the one that is too many");
        Assert.Equal("auth.busy", await (await full).ProblemAsync(HttpStatusCode.TooManyRequests));

        for (var attempt = 0; attempt < 2 * Free; attempt++)
        {
            using var busy = await _server.TrySignInAsync(email);
            Assert.Equal("auth.busy", await busy.ProblemAsync(HttpStatusCode.TooManyRequests));
        }

        _hasher.Gate.Set();
        await Task.WhenAll(crowd);
        await _server.SignInAsync(email);
        Assert.Equal(before + 65, _hasher.Counts.Verified);
    }

    /// <summary>The hash is read, and then it takes its time: who changes the password meanwhile, as somebody else knows it, is rid of them.</summary>
    [Fact]
    public async Task SignIn_WhileThePasswordIsReset_IsRefusedWithTheOldOne()
    {
        var email = await _server.SignUpAsync();
        var ana = await _server.SignInAsync(email);
        var (bearer, id) = (ana.Text("access_token"), ana.GetProperty("user").Text("id"));
        using var made = await _server.SendAsync(HttpMethod.Post, $"/api/v1/orgs/{ana.GetProperty("organization").Text("id")}/members/{id}/password-reset", bearer);
        var reset = (await made.JsonAsync()).Text("token");
        var before = _hasher.Counts.Verified;
        _hasher.Gate.Reset();
        var signIn = _server.TrySignInAsync(email);
        await _hasher.VerifyingAsync(before + 1).Within("waiting until the old password is looked at");

        // Behind the server's back: where there is one core, its own hashing would wait for the gate.
        await _server.Get<PasswordResetStore>().UseAsync(
            new PasswordReset(id, ana.GetProperty("organization").Text("id")), RandomToken.Hash(reset), _hasher.HashPassword(null!, "another horse 8 battery"), new AuditNote("org", "user:x", "test.reset"), CancellationToken.None);
        _hasher.Gate.Set();

        using var refused = await signIn;
        Assert.Equal("auth.bad-credentials", await refused.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal([0L], await _server.QueryAsync<long>($"SELECT count(*) FROM logins WHERE user_id = '{id}' AND revoked_at IS NULL"));
        using var another = await _server.TrySignInAsync(email, "another horse 8 battery");
        Assert.Equal(HttpStatusCode.OK, another.StatusCode);
    }

    /// <summary>Fails to sign in; gives what the answer says apart from the request's id.</summary>
    private async Task<string> FailAsync(string email, string password)
    {
        using var response = await _server.TrySignInAsync(email, password);
        Assert.Equal("auth.bad-credentials", await response.ProblemAsync(HttpStatusCode.Unauthorized));
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        problem.Remove("request_id");
        return $"{problem.ToJsonString()} {string.Join(',', response.Headers.Select(header => header.Key).Order(StringComparer.Ordinal))} {response.Content.Headers.ContentLength}";
    }

    private async Task<int> LockedAsync(string email, string password)
    {
        using var response = await _server.TrySignInAsync(email, password);
        Assert.Equal("auth.locked", await response.ProblemAsync(HttpStatusCode.TooManyRequests));
        return (int)response.Headers.RetryAfter!.Delta!.Value.TotalSeconds;
    }
}
