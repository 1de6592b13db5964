using System.Net;
using System.Net.Http.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Timeline;

/// <summary>A part of the timeline: events of some types.</summary>
public sealed class EventTypeTests(ApiServer server)
{
    [Fact]
    public async Task Get_EventsOfTypes_GivesThoseInOrderAndInPages()
    {
        var id = await server.StartSessionAsync();
        for (var number = 0; number < 3; number++)
        {
            await server.AddLineAsync(id, $"line {number}");
            await server.Http.PostAsJsonAsync($"/api/sessions/{id}/notes", new { timestamp = "2026-05-04T12:00:00Z", content = $"note {number}" });
        }

        var first = await server.GetJsonAsync($"/api/sessions/{id}/events?types=note.created,session.started&limit=3");
        var rest = await server.GetJsonAsync($"/api/sessions/{id}/events?types=note.created, session.started&after={first.GetProperty("next")}");

        Assert.Equal(["session.started ", "note.created note 0", "note.created note 1"], Names(first));
        Assert.Equal(["note.created note 2"], Names(rest));

        static IEnumerable<string> Names(System.Text.Json.JsonElement page) =>
            page.GetProperty("events").EnumerateArray().Select(item => $"{item.GetProperty("type")} {(item.GetProperty("data").TryGetProperty("content", out var content) ? content.GetString() : "")}");
    }

    [Theory]
    [InlineData("types=note.imagined", "feed.unknown-type")]
    [InlineData("types=,", "feed.unknown-type")]
    [InlineData("types=note.created&after=99", "feed.bad-after")]
    public async Task Get_EventsOfWhatThereIsNot_IsRefused(string query, string code)
    {
        var id = await server.StartSessionAsync();
        using var answer = await server.Http.GetAsync(new Uri($"/api/sessions/{id}/events?{query}", UriKind.Relative));

        Assert.Equal(code, await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }
}
