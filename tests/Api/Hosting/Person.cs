using System.Text.Json;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>Somebody with a password, in the words of people.</summary>
internal sealed class Person : Client
{
    private Person(ApiServer server, string email)
        : base(server, token: null) => Email = email;

    public string Email { get; private set; }

    public string Password { get; set; } = "correct horse battery";

    public string Id { get; private set; } = "";

    /// <summary>The organisation that the token is for.</summary>
    public string OrgId { get; private set; } = "";

    public string RefreshToken { get; private set; } = "";

    /// <summary>Where the organisation's paths begin.</summary>
    public string Org => $"/api/v1/orgs/{OrgId}";

    /// <summary>An address that nobody has.</summary>
    public static string NewEmail(string name = "ana") => $"{name}.{Guid.NewGuid():N}@example.com";

    /// <summary>Somebody who has registered and signed in; without an invitation, as administrator of an organisation of their own.</summary>
    public static async Task<Person> JoinAsync(ApiServer server, string name = "Ana", string? invitation = null, string? email = null)
    {
        var person = new Person(server, email ?? NewEmail(name.ToLowerInvariant()));
        var user = await person.DoAsync(HttpMethod.Post, "/users", new { name, email = person.Email, password = person.Password, invitation });
        person.Id = user.Text("id");
        await person.SignInAsync();
        return person;
    }

    /// <summary>Somebody who joins this person's organisation.</summary>
    public async Task<Person> BringAsync(string name = "Ben", string role = "member")
    {
        var email = NewEmail(name.ToLowerInvariant());
        return await JoinAsync(Server, name, await InviteAsync(email, role), email);
    }

    /// <summary>Invites somebody; gives what accepts the invitation.</summary>
    public async Task<string> InviteAsync(string email, string role = "member") => (await DoAsync(HttpMethod.Post, $"{Org}/invitations", new { email, role })).Text("token");

    /// <summary>Signs in; what else the request says is the test's.</summary>
    public async Task<JsonElement> SignInAsync(string? invitation = null, string? organisation = null)
    {
        var answer = await DoAsync(HttpMethod.Post, "/token", new { username = Email, password = Password, invitation, organization_id = organisation });
        Take(answer);
        return answer;
    }

    /// <summary>Tries to sign in.</summary>
    public Task<HttpResponseMessage> TrySignInAsync(string? password = null, string? invitation = null) => PostAsync("/token", new { username = Email, password = password ?? Password, invitation });

    /// <summary>Gets the next tokens.</summary>
    public async Task<JsonElement> RefreshAsync(string? organisation = null)
    {
        var answer = await DoAsync(HttpMethod.Post, "/auth/refresh", new { refresh_token = RefreshToken, organization_id = organisation });
        Take(answer);
        return answer;
    }

    /// <summary>Leaves for good.</summary>
    public Task<HttpResponseMessage> LeaveAsync() => SendAsync(HttpMethod.Delete, "/api/v1/me", new { current_password = Password });

    /// <summary>Has another address.</summary>
    public async Task MoveAsync(string email)
    {
        await DoAsync(HttpMethod.Put, "/users/me", new { email, current_password = Password });
        Email = email;
    }

    /// <summary>A program that comes with a new API key.</summary>
    public async Task<(Client Program, string KeyId)> GiveKeyAsync(params string[] scopes)
    {
        var key = await DoAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "Recorder", scopes });
        return (new Client(Server, key.Text("key")), key.Text("id"));
    }

    /// <summary>Somebody who comes with a new link to a session.</summary>
    public async Task<(Client Visitor, JsonElement Link)> ShareAsync(string sessionId, int? hours = null)
    {
        var link = await DoAsync(HttpMethod.Post, $"/api/sessions/{sessionId}/share-links", new { expires_in_hours = hours });
        return (new Client(Server, link.Text("token")), link);
    }

    /// <summary>What was done in the organisation, the oldest first, without the actions that a test does not care for.</summary>
    public async Task<IReadOnlyList<JsonElement>> AuditAsync(params string[] actions)
    {
        var page = await ReadAsync("/api/v1/audit?limit=200");
        return [.. page.GetProperty("entries").EnumerateArray().Reverse().Where(entry => actions.Length == 0 || actions.Contains(entry.Text("action")))];
    }

    private void Take(JsonElement answer)
    {
        Bear(answer.Text("access_token"));
        Id = answer.GetProperty("user").Text("id");
        OrgId = answer.GetProperty("organization").Text("id");
        if (answer.TryGetProperty("refresh_token", out var refresh))
        {
            RefreshToken = refresh.GetString()!;
        }
    }
}
