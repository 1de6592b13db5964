using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>Lines of Astro's clients, whose sheet gives no types: what is meant is taken, and no line is lost for its looks.</summary>
public sealed class TranscriptLineTests(ApiServer server)
{
    [Theory]
    [InlineData("""{"speaker":"Ana","is_final":true}""", "Ana", true)]
    [InlineData("""{"speaker":0,"is_final":true}""", "0", true)]
    [InlineData("""{"speaker":null,"is_final":"true"}""", "unknown", true)]
    [InlineData("""{"speaker":" ","isFinal":"True"}""", "unknown", true)]
    [InlineData("""{"speaker":{"id":1},"is_final":true}""", "unknown", true)]
    [InlineData("""{"is_final":null}""", "unknown", false)]
    [InlineData("""{"speaker":"Ben","is_final":"no"}""", "Ben", false)]
    [InlineData("""{"speaker":"Ben"}""", "Ben", false)]
    public async Task Line_HoweverItsFieldsAreWritten_IsTaken(string fields, string speaker, bool isFinal)
    {
        var id = await server.StartSessionAsync();
        await using var app = await HubClient.ConnectAsync(server);
        await app.SendAsync("join_session", new { session_id = id });
        await app.EventAsync("joined_session");
        var line = JsonSerializer.Deserialize<Dictionary<string, object?>>(fields)!;
        (line["session_id"], line["transcript"]) = (id, "hello");

        await app.SendAsync("transcript_line", line);

        var update = await app.EventAsync("transcript_update");
        Assert.Equal(("hello", speaker, isFinal), (update.Text("transcript"), update.Text("speaker"), update.GetProperty("is_final").GetBoolean()));
    }
}
