using System.Net;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Users;

/// <summary>People at Convers.me's paths: oneself, and the others of the organisation.</summary>
[Collection(StrictTests.Name)]
public sealed class MeTests(StrictServer strict)
{
    [Fact]
    public async Task Me_ChangedInPart_KeepsTheRest()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        await ana.DoAsync(HttpMethod.Put, "/users/me", new { bio = "Hi", profileImage = "https://x/y.png" });

        var changed = await ana.DoAsync(HttpMethod.Put, "/users/me", new { name = "Anna" });

        Assert.Equal(("Anna", ana.Email, "Hi", "https://x/y.png"), (changed.Text("name"), changed.Text("email"), changed.Text("bio"), changed.Text("profileImage")));
        Assert.NotEmpty(changed.Text("updatedAt"));
        Assert.Equal(changed.ToString(), (await ana.ReadAsync("/users/me")).ToString());
        Assert.Equal("Anna", (await ana.ReadAsync("/auth/me")).Text("name"));
    }

    [Fact]
    public async Task Me_WithWhatSomebodyElseHas_IsRefused()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        var handle = (await eve.ReadAsync("/users/me")).Text("handle");

        using var sameHandle = await ana.PutAsync("/users/me", new { handle });
        using var sameEmail = await ana.PutAsync("/users/me", new { email = eve.Email });
        using var badEmail = await ana.PutAsync("/users/me", new { email = "none" });

        Assert.Equal("user.handle-taken", await sameHandle.ProblemAsync(HttpStatusCode.BadRequest));
        Assert.Equal("user.email-taken", await sameEmail.ProblemAsync(HttpStatusCode.BadRequest));
        Assert.Equal("user.bad-email", await badEmail.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Me_WithAPassword_SaysWhereThatIsChanged()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        using var response = await ana.PutAsync("/users/me", new { name = "Anna", password = "another horse" });

        Assert.Equal("user.password-elsewhere", await response.ProblemAsync(HttpStatusCode.BadRequest));
        Assert.Equal("Ana", (await ana.ReadAsync("/users/me")).Text("name"));
    }

    [Fact]
    public async Task Me_WithAnotherAddress_SignsInWithThat()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        await ana.MoveAsync(Person.NewEmail("moved"));

        await ana.SignInAsync();
    }

    [Theory]
    [InlineData("/users/me")]
    [InlineData("/settings/profile")]
    public async Task Me_WithAnotherAddress_GivesThePasswordAndIsNotedInEachOrganisation(string path)
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        await ana.DoAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token = await eve.InviteAsync(ana.Email) });
        await ana.RefreshAsync();
        var email = Person.NewEmail("moved");

        using var without = await ana.PutAsync(path, new { email });
        using var wrong = await ana.PutAsync(path, new { email, current_password = "not this one" });
        await ana.DoAsync(HttpMethod.Put, path, new { email = ana.Email.ToUpperInvariant(), bio = "the same address" });
        Assert.Empty(await ana.AuditAsync("user.change-email"));
        var moved = await ana.DoAsync(HttpMethod.Put, path, new { email, currentPassword = ana.Password });

        Assert.Equal("request.invalid", await without.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("user.wrong-password", await wrong.ProblemAsync(HttpStatusCode.BadRequest));
        Assert.Equal(email, moved.Text("email"));
        foreach (var reader in (Person[])[ana, eve])
        {
            var note = Assert.Single(await reader.AuditAsync("user.change-email"));
            Assert.Equal(ana.Id, note.Text("target"));
            Assert.DoesNotContain("@", note.ToString(), StringComparison.Ordinal);
        }
    }

    /// <summary>Convers.me's clients know neither refresh tokens nor another password beside the new one.</summary>
    [Fact]
    public async Task Me_OfAConversmeClient_WithAnotherAddress_IsAskedForNothing()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        await ana.DoAsync(HttpMethod.Put, "/users/me", new { email = Person.NewEmail("moved") });

        Assert.Single(await ana.AuditAsync("user.change-email"));
    }

    [Fact]
    public async Task Users_OfTheOrganisation_AreFoundAndNoOthers()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync("Ben");
        using var cleo = await ana.BringAsync("Cleo");
        using var foreign = await Person.JoinAsync(strict.Server, "Benjamin");
        var handle = (await ben.ReadAsync("/users/me")).Text("handle");

        Assert.Equal(["Ana", "Ben", "Cleo"], await NamesAsync(ben, "/users"));
        Assert.Equal(["Ben"], await NamesAsync(ana, "/users?query=bEN"));
        Assert.Equal(["Cleo"], await NamesAsync(ana, $"/users?query={cleo.Email[..12]}"));
        Assert.Equal(["Ben"], await NamesAsync(ana, $"/users?query={handle}"));
        Assert.Equal(["Ben"], await NamesAsync(ana, "/users?limit=1&offset=1"));
        Assert.Empty(await NamesAsync(ana, "/users?offset=3"));
        Assert.Equal("Ben", (await ana.ReadAsync($"/users/{ben.Id}")).Text("name"));
        Assert.Equal("Ben", (await ana.ReadAsync($"/users/handle/{handle}")).Text("name"));
        using var byId = await ana.GetAsync($"/users/{foreign.Id}");
        using var byHandle = await ana.GetAsync($"/users/handle/{(await foreign.ReadAsync("/users/me")).Text("handle")}");
        Assert.Equal("user.not-found", await byId.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("user.not-found", await byHandle.ProblemAsync(HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData("/users?limit=0")]
    [InlineData("/users?limit=101")]
    [InlineData("/users?limit=x")]
    [InlineData("/users?offset=-1")]
    [InlineData("/users?query=%00")]
    public async Task Users_AskedForWrongly_SaySo(string path)
    {
        using var ana = await Person.JoinAsync(strict.Server);

        using var response = await ana.GetAsync(path);

        Assert.Equal("request.invalid", await response.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(Person person, string path) =>
        [.. (await person.ReadAsync(path)).EnumerateArray().Select(user => user.Text("name"))];
}
