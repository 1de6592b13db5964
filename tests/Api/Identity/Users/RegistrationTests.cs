using System.Net;
using System.Text;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Users;

/// <summary>POST /users, as Convers.me's clients call it.</summary>
[Collection(StrictTests.Name)]
public sealed class RegistrationTests(StrictServer strict) : IDisposable
{
    private readonly Client _nobody = new(strict.Server, token: null);

    [Theory]
    [InlineData("""{"name":"Ana","email":"<email>","handle":"<handle>","password":"correct horse","profile_image":"https://x/y.png","bio":"Hi"}""")]
    [InlineData("""{"name":"Ana","email":"<email>","handle":"<handle>","password":"correct horse","profileImage":"https://x/y.png","bio":"Hi","isGuest":false,"guestRole":null}""")]
    public async Task Register_InEitherCasing_GivesTheUser(string body)
    {
        var (email, handle) = (Person.NewEmail(), $"h-{Guid.NewGuid():N}"[..20]);

        using var response = await SendAsync(body.Replace("<email>", email, StringComparison.Ordinal).Replace("<handle>", handle, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var user = await response.JsonAsync();
        Assert.StartsWith("user_", user.Text("id"), StringComparison.Ordinal);
        Assert.Equal(("Ana", email, handle, "Hi"), (user.Text("name"), user.Text("email"), user.Text("handle"), user.Text("bio")));
        Assert.Equal(("https://x/y.png", "https://x/y.png"), (user.Text("profileImage"), user.Text("profile_image")));
        Assert.True(user.GetProperty("isAdmin").GetBoolean(), "Who founds an organisation administers it.");
        Assert.False(user.GetProperty("isGuest").GetBoolean());
        Assert.Equal("{}", user.GetProperty("userMetadata").ToString());
        Assert.All((string[])["createdAt", "updatedAt", "guestRole"], field => Assert.True(user.TryGetProperty(field, out _), field));
        Assert.DoesNotContain("password", user.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Register_WithoutAHandle_MakesOne()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        Assert.StartsWith("ana", (await ana.ReadAsync("/users/me")).Text("handle"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_WithAnAddressOrHandleThatIsTaken_IsRefused()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var handle = (await ana.ReadAsync("/users/me")).Text("handle");

        using var sameEmail = await _nobody.PostAsync("/users", new { name = "Ana", email = ana.Email.ToUpperInvariant(), password = "correct horse" });
        using var sameHandle = await _nobody.PostAsync("/users", new { name = "Ana", email = Person.NewEmail(), handle = handle.ToUpperInvariant(), password = "correct horse" });

        Assert.Equal("user.email-taken", await sameEmail.ProblemAsync(HttpStatusCode.BadRequest));
        Assert.Equal("user.handle-taken", await sameHandle.ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Register_TheSameAddressAtOnce_RegistersOne()
    {
        var (email, name) = (Person.NewEmail(), Guid.NewGuid().ToString("N"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _nobody.PostAsync("/users", new { name, email, password = "correct horse" })));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest));
        Assert.Equal([1L], await strict.Server.Database.QueryAsync<long>($"SELECT count(*) FROM users WHERE email = '{email}'"));
        Assert.Equal([1L], await strict.Server.Database.QueryAsync<long>($"SELECT count(*) FROM orgs WHERE name LIKE '{name}%'"));
    }

    [Theory]
    [InlineData("""{"name":"Ana","email":"no address","password":"correct horse"}""", "user.bad-email", "email")]
    [InlineData("""{"name":"Ana","email":"Ana <a@b.c>","password":"correct horse"}""", "user.bad-email", "email")]
    [InlineData("""{"name":"Ana","password":"correct horse"}""", "user.bad-email", "email")]
    [InlineData("""{"name":" ","email":"a@b.c","password":"correct horse"}""", "user.bad-name", "name")]
    [InlineData("""{"email":"a@b.c","password":"correct horse"}""", "user.bad-name", "name")]
    [InlineData("""{"name":"Ana","email":"a@b.c","handle":"a b","password":"correct horse"}""", "user.bad-handle", "handle")]
    [InlineData("""{"name":"Ana","email":"a@b.c","password":"short"}""", "user.weak-password", "password")]
    [InlineData("""{"name":"Ana","email":"a@b.c","password":"aaaaaaaaaaaa"}""", "user.weak-password", "password")]
    [InlineData("""{"name":"Ana","email":"somebody@example.com","password":"Somebody@example.com"}""", "user.weak-password", "password")]
    [InlineData("""{"name":"Ana","email":"a@b.c"}""", "user.weak-password", "password")]
    [InlineData("""{"name":5,"email":"a@b.c","password":"correct horse"}""", "request.invalid", "name")]
    [InlineData("""{"name":"Ana","email":"a\u0000@b.c","password":"correct horse"}""", "request.invalid", "email")]
    [InlineData("[]", "request.invalid", "body")]
    [InlineData("{", "request.invalid", "body")]
    public async Task Register_OfTheWrongShape_SaysWhichField(string body, string code, string field)
    {
        using var response = await SendAsync(body);

        Assert.Equal(code, await response.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Contains($"\"{field}\":[", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_WhereOnlyInvitedMayCome_NeedsAnInvitation()
    {
        await using var closed = new ApiServer(strict.Server.Postgres);
        closed.Settings["Identity:SignUp"] = "Invited";
        closed.Settings["AUTH_REQUIRED"] = "true";
        await closed.InitializeAsync();
        using var nobody = new Client(closed, token: null);
        await nobody.DoAsync(HttpMethod.Post, "/admin/initialize", new { email = "root@example.com", password = "correct horse" });
        var signedIn = await nobody.DoAsync(HttpMethod.Post, "/token", new { email = "root@example.com", password = "correct horse" });
        using var root = new Client(closed, signedIn.Text("access_token"));
        var invitation = await root.DoAsync(HttpMethod.Post, $"/api/v1/orgs/{signedIn.GetProperty("organization").Text("id")}/invitations", new { email = "ana@example.com" });

        using var refused = await nobody.PostAsync("/users", new { name = "Ana", email = "ana@example.com", password = "correct horse" });
        using var let = await nobody.PostAsync("/users", new { name = "Ana", email = "ana@example.com", password = "correct horse", invitation = invitation.Text("token") });

        Assert.Equal("sign-up.closed", await refused.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("invited", (await nobody.ReadAsync("/api/v1/auth/config")).Text("sign_up"));
        Assert.False((await let.JsonAsync()).GetProperty("isAdmin").GetBoolean());
    }

    public void Dispose() => _nobody.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _nobody.Http.PostAsync(new Uri("/users", UriKind.Relative), content);
    }
}
