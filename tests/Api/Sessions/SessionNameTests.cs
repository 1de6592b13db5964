using System.Net;
using System.Net.Http.Json;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Sessions;

public sealed class SessionNameTests(ApiServer server)
{
    public static TheoryData<string> Unfit { get; } = new(new string('a', 201), "two\nlines", "tab\tbed", "bell\a", "turned \u202e round", "isolated \u2066 text", "line\u2028separator");

    public static TheoryData<string, string> Fit { get; } = new()
    {
        { "  Weekly \n", "Weekly" },
        { "   ", "" },
        { new string('a', 200) + "  ", new string('a', 200) },
        { "Ünïcödé 会議 😀", "Ünïcödé 会議 😀" },
        { "שלום\u200f!", "שלום\u200f!" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task Name_ThatNoListCanShow_IsRefused(string name)
    {
        var id = await server.StartSessionAsync("Before");

        using var created = await server.Http.PostAsJsonAsync("/api/sessions", new { name });
        using var changed = await server.Http.PatchAsJsonAsync($"/api/sessions/{id}", new { name });

        Assert.Equal("session.bad-name", await created.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("session.bad-name", await changed.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("Before", (await server.GetJsonAsync($"/api/sessions/{id}")).GetProperty("name").GetString());
    }

    [Theory]
    [MemberData(nameof(Fit))]
    public async Task Name_WithSpaceAround_IsKeptWithoutIt(string given, string kept)
    {
        var id = await server.StartSessionAsync(given);

        Assert.Equal(kept, (await server.GetJsonAsync($"/api/sessions/{id}")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Name_Absent_KeepsWhatEachSourceDoes()
    {
        var id = await server.StartSessionAsync("Before");

        using var astra = await server.SendJsonAsync(HttpMethod.Post, "/api/sessions", "{}");
        using var changed = await server.SendJsonAsync(HttpMethod.Patch, $"/api/sessions/{id}", """{"name":null}""");
        var astro = await server.GetJsonAsync($"/api/sessions/{await server.CreateMeetingAsync()}");

        Assert.Equal("request.invalid", await astra.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal("Before", (await changed.JsonAsync()).GetProperty("name").GetString());
        Assert.Equal("", astro.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("Plan\r\nof \u202eweek\u0007", "Plan  of week")]
    [InlineData(" \n ", "")]
    public async Task Title_OfACalendarEvent_IsCleaned(string title, string name)
    {
        var id = await server.CreateMeetingAsync(new { meeting_info = new { title } });

        var session = await server.GetJsonAsync($"/api/sessions/{id}");
        Assert.Equal(name, session.GetProperty("name").GetString());
        Assert.Equal(title, session.GetProperty("meeting_info").GetProperty("title").GetString());
    }

    [Fact]
    public async Task Title_WithHalfACharacter_MakesNoName()
    {
        using var response = await server.SendJsonAsync(HttpMethod.Post, "/api/sessions/create", """{"meeting_info":{"title":"\ud800"}}""");

        Assert.Equal("", (await response.JsonAsync()).GetProperty("session").GetProperty("name").GetString());
    }

    [Fact]
    public void Of_ALongText_EndsWithAWholeCharacter()
    {
        var name = SessionName.Of(new string('a', 199) + "😀 and more");

        Assert.Equal(new string('a', 199), name);
    }
}
