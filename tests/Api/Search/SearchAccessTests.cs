using System.Net;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Identity;

namespace MeetingIntel.Api.Tests.Search;

/// <summary>Who finds what.</summary>
[Collection(StrictTests.Name)]
public sealed class SearchAccessTests(StrictServer strict)
{
    [Fact]
    public async Task Search_OfAnotherOrganisation_FindsNothing()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        var session = await SayAsync(ana, "zeppelin");
        var own = await SayAsync(eve, "zeppelin");

        Assert.Equal([session], await SessionsAsync(ana, "/api/search?q=zeppelin&kind=transcript"));
        Assert.Equal([own], await SessionsAsync(eve, "/api/search?q=zeppelin&kind=transcript"));
        using var foreign = await eve.GetAsync($"/api/search?q=zeppelin&session={session}");
        using var within = await eve.GetAsync($"/api/sessions/{session}/search?q=zeppelin&kind=transcript");
        Assert.Equal("session.not-found", await foreign.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("session.not-found", await within.ProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Search_ByLink_IsInItsSessionOnly()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (shared, other) = (await SayAsync(ana, "dirigible"), await SayAsync(ana, "dirigible"));
        var (visitor, _) = await ana.ShareAsync(shared);
        using var cleanup = visitor;

        Assert.Equal([shared], await SessionsAsync(visitor, $"/api/sessions/{shared}/search?q=dirigible&kind=transcript"));
        using var elsewhere = await visitor.GetAsync($"/api/sessions/{other}/search?q=dirigible");
        using var across = await visitor.GetAsync("/api/search?q=dirigible");
        using var chosen = await visitor.GetAsync($"/api/search?q=dirigible&session={shared}");
        Assert.Equal("session.not-found", await elsewhere.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("auth.forbidden", await across.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("auth.forbidden", await chosen.ProblemAsync(HttpStatusCode.Forbidden));
    }

    private static async Task<string> SayAsync(Person person, string text)
    {
        var session = await person.StartSessionAsync();
        await person.DoAsync(HttpMethod.Post, $"/api/sessions/{session}/transcript", new { text, speaker = "Ana" });
        return session;
    }

    private static async Task<IEnumerable<string>> SessionsAsync(Client caller, string path) =>
        (await caller.ReadAsync(path)).GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("session_id").GetString()!);
}
