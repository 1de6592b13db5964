namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>Lists, searches, filters and pages: what the organisation finds in them, strangers don't.</summary>
[Collection(nameof(LockedServer))]
public sealed class ForeignListTests(LockedServer server)
{
    [Theory]
    [InlineData("/api/sessions?q=harrier")]
    [InlineData("/api/sessions?q=plans")]
    [InlineData("/api/sessions?status=active")]
    [InlineData("/api/sessions?type=meeting&from=2000-01-01")]
    [InlineData("/api/sessions?cursor=CURSOR")]
    [InlineData("/api/search?q=harrier")]
    [InlineData("/api/search?q=dawn&kind=transcript&speaker=harrier")]
    [InlineData("/api/search?q=seen&kind=note")]
    [InlineData("/api/sessions/active")]
    [InlineData("/api/sessions/all")]
    [InlineData("/users?query=harrier")]
    [InlineData("/users?query=.test")]
    [InlineData("/users?limit=100&offset=0")]
    [InlineData("/api/v1/orgs")]
    [InlineData("/api/v1/orgs/me")]
    [InlineData("/api/v1/api-keys")]
    [InlineData("/api/v1/credentials")]
    [InlineData("/api/v1/audit")]
    [InlineData("/api/v1/audit?session_id=SESSION")]
    [InlineData("/api/v1/audit?cursor=BEFORE")]
    [InlineData("/api/v1/auth/me")]
    [InlineData("/users/me")]
    public async Task List_OfTheOrganisation_IsNotForStrangers(string path)
    {
        path = path.Replace("SESSION", server.Target.Session, StringComparison.Ordinal)
            .Replace("CURSOR", await CursorAsync(), StringComparison.Ordinal)
            .Replace("BEFORE", await BeforeAsync(), StringComparison.Ordinal);

        var ours = (await server.Admin.Holder.GetAsync(path)).ToString();
        var theirs = (await server.ForeignAdmin.Holder.GetAsync(path)).ToString();

        Assert.True(Marks.Any(mark => ours.Contains(mark, StringComparison.OrdinalIgnoreCase)), $"The organisation finds nothing there itself: {ours}");
        Assert.DoesNotContain(Marks, mark => theirs.Contains(mark, StringComparison.OrdinalIgnoreCase));
    }

    private string[] Marks => [LockedServer.Ours, server.Target.Org, server.Target.Session, server.Owner.User, server.Admin.User];

    /// <summary>Where the organisation's own next page begins.</summary>
    private async Task<string> CursorAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/sessions?limit=1");
        using var response = await server.Admin.Holder.SendAsync(request);
        return Uri.EscapeDataString(response.Headers.GetValues("X-Next-Cursor").Single());
    }

    private async Task<string> BeforeAsync() => (await server.Admin.Holder.GetAsync("/api/v1/audit?limit=1")).GetProperty("next").GetString()!;
}
