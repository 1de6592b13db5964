using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Transcription;
using MeetingIntel.Testing.Media;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>Who gets which export, and what an import gives nobody.</summary>
[Collection(StrictTests.Name)]
public sealed class ExportAccessTests(StrictServer strict)
{
    [Fact]
    public async Task Export_ForSomebodyWithALink_SaysNotWhoDidWhat()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var id = await ana.StartSessionAsync();
        await ana.DoAsync(HttpMethod.Post, $"/api/sessions/{id}/notes", new { timestamp = "2026-05-04T12:00:00Z", content = "seen" });
        var (visitor, _) = await ana.ShareAsync(id);
        using var holder = visitor;

        foreach (var format in (string[])["markdown", "text", "vtt", "srt"])
        {
            using var answer = await visitor.GetAsync($"/api/sessions/{id}/export?format={format}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var record = await visitor.GetAsync($"/api/sessions/{id}/export?format=json");
        using var archive = new ZipArchive(await (await visitor.GetAsync($"/api/sessions/{id}/export?format=zip")).Content.ReadAsStreamAsync(), ZipArchiveMode.Read);
        Assert.Equal("auth.forbidden", await record.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal(["session.md", "transcript.txt", "subtitles.vtt", "subtitles.srt", "telemetry.csv"], archive.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public async Task Recordings_ForSomebodyWithALink_AreNot()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var id = await ana.StartSessionAsync();
        await ana.DoAsync(HttpMethod.Patch, $"/api/sessions/{id}", new { record = true });
        using var upload = Upload.Of(new Uri($"/api/audio/transcribe?session_id={id}", UriKind.Relative), Wav.Of(ScriptedAudio.Sentences(2)));
        (await ana.Http.SendAsync(upload)).Dispose();
        await strict.Server.Database.UntilAsync($"SELECT count(*) = 1 FROM recordings WHERE session_id = '{id}'", "the recording");
        var (visitor, _) = await ana.ShareAsync(id);
        using var holder = visitor;

        var kept = (await ana.ReadAsync($"/api/sessions/{id}/recordings")).GetProperty("recordings")[0];
        using var list = await visitor.GetAsync($"/api/sessions/{id}/recordings");
        using var audio = await visitor.GetAsync(kept.Text("url"));
        await using var hers = new ZipArchive(await (await ana.GetAsync($"/api/sessions/{id}/export?format=zip")).Content.ReadAsStreamAsync());
        await using var theirs = new ZipArchive(await (await visitor.GetAsync($"/api/sessions/{id}/export?format=zip")).Content.ReadAsStreamAsync());

        Assert.Equal("auth.forbidden", await list.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("auth.forbidden", await audio.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Contains(hers.Entries, entry => entry.FullName.StartsWith("audio/", StringComparison.Ordinal));
        Assert.DoesNotContain(theirs.Entries, entry => entry.FullName.StartsWith("audio/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Export_ForSomebodyElse_IsNotThere()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        var id = await ana.StartSessionAsync();

        foreach (var format in (string[])["json", "zip", "vtt"])
        {
            using var answer = await eve.GetAsync($"/api/sessions/{id}/export?format={format}");
            Assert.Equal("session.not-found", await answer.ProblemAsync(HttpStatusCode.NotFound));
        }
    }

    /// <summary>The session is hers, whatever the file says; whom it names is a name, and no one of this server.</summary>
    [Fact]
    public async Task Import_OfAForeignSession_GivesNobodyRights()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var id = await ana.StartSessionAsync();
        await ana.DoAsync(HttpMethod.Post, $"/api/sessions/{id}/notes", new { timestamp = "2026-05-04T12:00:00Z", content = "seen" });
        var record = await (await ana.GetAsync($"/api/sessions/{id}/export")).Content.ReadAsStringAsync();
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        // She knows Ana's id, and tries whether the server tells her name.
        var forged = record.Replace("\"by_name\":\"Ana\",", "", StringComparison.Ordinal);

        var copy = await ImportAsync(eve, record);
        var guessed = await ImportAsync(eve, forged);

        Assert.NotEqual(id, copy.Text("id"));
        Assert.Equal(eve.Id, copy.Text("owner_id"));
        var history = await HistoryAsync(eve, copy.Text("id"));
        Assert.Equal(("imported:Ana", "Ana"), (history.Text("by"), history.Text("by_name")));
        Assert.DoesNotContain("\"Ana\"", (await HistoryAsync(eve, guessed.Text("id"))).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["session.import", "session.import"], (await eve.AuditAsync()).Where(entry => entry.GetProperty("session_id").ValueKind == JsonValueKind.String).Select(entry => entry.Text("action")));
        Assert.Empty(await ana.AuditAsync("session.import"));
        using var foreign = await ana.GetAsync($"/api/sessions/{copy.Text("id")}");
        Assert.Equal("session.not-found", await foreign.ProblemAsync(HttpStatusCode.NotFound));
    }

    private static async Task<JsonElement> ImportAsync(Client client, string record)
    {
        using var body = new StringContent(record, System.Text.Encoding.UTF8, "application/json");
        return await (await client.Http.PostAsync(new Uri("/api/sessions/import", UriKind.Relative), body)).JsonAsync();
    }

    private static async Task<JsonElement> HistoryAsync(Client client, string sessionId)
    {
        var note = (await client.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{sessionId}/notes"))[0].Text("id");
        return (await client.ReadAsync($"/api/sessions/{sessionId}/notes/{note}/history")).GetProperty("versions")[0];
    }
}
