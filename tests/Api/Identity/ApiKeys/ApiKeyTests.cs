using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Transcription;
using MeetingIntel.Testing.Media;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Identity.ApiKeys;

/// <summary>Keys of programs: made, used for what they are good for, and ended.</summary>
[Collection(StrictTests.Name)]
public sealed class ApiKeyTests(StrictServer strict)
{
    [Fact]
    public async Task Key_IsShownOnceAndKeptAsAHash()
    {
        using var ana = await Person.JoinAsync(strict.Server);

        var made = await ana.DoAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = " Recorder ", scopes = new[] { "audio:write", "audio:write" }, expires_in_days = 30 });
        var listed = Assert.Single((await ana.ReadAsync("/api/v1/api-keys")).EnumerateArray());

        var key = made.Text("key");
        Assert.StartsWith("mik_", key, StringComparison.Ordinal);
        Assert.Equal(("Recorder", key[..12], ana.Id), (listed.Text("name"), listed.Text("prefix"), listed.Text("created_by")));
        Assert.Equal(["audio:write"], listed.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal(30, Math.Round((listed.GetProperty("expires_at").GetDateTimeOffset() - listed.GetProperty("created_at").GetDateTimeOffset()).TotalDays, 2));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (listed.GetProperty("revoked_at").ValueKind, listed.GetProperty("last_used_at").ValueKind));
        Assert.False(listed.TryGetProperty("key", out _));
        Assert.DoesNotContain(key, string.Concat(await ana.AuditAsync()), StringComparison.Ordinal);
        await strict.Server.Database.HoldsNothingOfAsync(key, key[12..]);
    }

    [Fact]
    public async Task Key_ForAudio_StreamsAndCannotRead()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (program, _) = await ana.GiveKeyAsync("audio:write");
        using var recorder = program;
        var session = await ana.StartSessionAsync();

        await using var audio = await AudioClient.ConnectAsync(strict.Server, session, "speaker=Ana", recorder.Token);
        await audio.ReadyAsync();
        await audio.SendInFramesAsync(ScriptedAudio.Sentences(2));
        await audio.StopAndFinishAsync();

        Assert.Equal(1000, audio.CloseCode);
        Assert.Equal(2, (await ana.ReadAsync($"/api/sessions/{session}/transcript")).GetProperty("segments").GetArrayLength());
        foreach (var path in (string[])["/api/sessions", $"/api/sessions/{session}", $"/api/sessions/{session}/events", $"/api/sessions/{session}/transcript", $"/api/sessions/{session}/insights", "/users/me", "/api/v1/api-keys", "/api/v1/orgs"])
        {
            using var refused = await recorder.GetAsync(path);
            Assert.Equal("auth.forbidden", await refused.ProblemAsync(HttpStatusCode.Forbidden));
        }

        await using var feed = await SocketClient.ConnectAsync(strict.Server, $"/ws/sessions/{session}", options => options.Bear(recorder.Token));
        await feed.ReceiveRestAsync("waiting to be refused");
        Assert.Equal(4403, (int?)feed.CloseCode);
    }

    [Fact]
    public async Task Key_ForSessions_OwnsWhatItCreates()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var ben = await ana.BringAsync();
        var (program, id) = await ana.GiveKeyAsync("sessions:write", "sessions:read");
        using var machine = program;

        var session = await machine.StartSessionAsync();

        Assert.Equal([id], await strict.Server.Database.QueryAsync<string>($"SELECT owner_id FROM sessions WHERE id = '{session}'"));
        using var byMember = await ben.PostAsync($"/api/sessions/{session}/end");
        Assert.Equal("session.not-owner", await byMember.ProblemAsync(HttpStatusCode.Forbidden));
        Assert.Equal("ended", (await machine.DoAsync(HttpMethod.Post, $"/api/sessions/{session}/end")).GetProperty("session").Text("status"));
        Assert.Equal(session, Assert.Single((await machine.ReadAsync("/api/sessions")).EnumerateArray()).Text("id"));
    }

    [Fact]
    public async Task Key_ForAudio_UploadsAndOwnsTheSessionThatComesOfIt()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (program, id) = await ana.GiveKeyAsync("audio:write", "sessions:write");
        using var machine = program;
        var session = await ana.StartSessionAsync();

        using var intoOne = await machine.Http.SendAsync(Upload.Of(new Uri($"/api/audio/transcribe?session_id={session}", UriKind.Relative), Wav.Of(ScriptedAudio.Sentences(1))));
        using var alone = await machine.Http.SendAsync(Upload.Of(new Uri("/api/audio/transcribe?name=Alone", UriKind.Relative), Wav.Of(ScriptedAudio.Sentences(1))));

        await Task.WhenAll(intoOne.Content.ReadAsStringAsync(), alone.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (intoOne.StatusCode, alone.StatusCode));
        Assert.Equal(1, (await ana.ReadAsync($"/api/sessions/{session}/transcript")).GetProperty("segments").GetArrayLength());
        Assert.Equal([id], await strict.Server.Database.QueryAsync<string>($"SELECT owner_id FROM sessions WHERE org_id = '{ana.OrgId}' AND name = 'Alone'"));
        var sent = await ana.AuditAsync("audio.send");
        Assert.Equal([$"api_key {id}", $"api_key {id}"], sent.Select(entry => $"{entry.GetProperty("actor").Text("kind")} {entry.GetProperty("actor").Text("id")}"));
        Assert.Contains(sent, entry => entry.Text("session_id") == session);
    }

    [Fact]
    public async Task Key_Used_SaysWhenLastToTheMinute()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (program, _) = await ana.GiveKeyAsync("sessions:read");
        using var machine = program;

        await machine.ReadAsync("/api/sessions");
        var first = await LastUsedAsync(ana);
        await strict.Time.PushAsync(TimeSpan.FromSeconds(30));
        await machine.ReadAsync("/api/sessions");
        var within = await LastUsedAsync(ana);
        await strict.Time.PushAsync(TimeSpan.FromSeconds(40));
        await machine.ReadAsync("/api/sessions");

        Assert.Equal(first, within);
        Assert.True(await LastUsedAsync(ana) > first);
    }

    [Fact]
    public async Task Key_RevokedOrExpired_EndsAtOnce()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (revoked, id) = await ana.GiveKeyAsync("sessions:read");
        using var first = revoked;
        var made = await ana.DoAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "Short", scopes = new[] { "sessions:read" }, expiresInDays = 1 });
        using var second = new Client(strict.Server, made.Text("key"));
        await first.ReadAsync("/api/sessions");
        await second.ReadAsync("/api/sessions");

        var ended = await ana.DoAsync(HttpMethod.Delete, $"/api/v1/api-keys/{id}");
        var again = await ana.DoAsync(HttpMethod.Delete, $"/api/v1/api-keys/{id}");
        using var afterRevocation = await first.GetAsync("/api/sessions");
        await strict.Time.PushAsync(TimeSpan.FromDays(1));
        using var afterExpiry = await second.GetAsync("/api/sessions");

        Assert.Equal(ended.Text("revoked_at"), again.Text("revoked_at"));
        Assert.Equal("auth.revoked", await afterRevocation.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("auth.expired", await afterExpiry.ProblemAsync(HttpStatusCode.Unauthorized));
        await ana.RefreshAsync();
        Assert.Single(await ana.AuditAsync("api-key.revoke"));
    }

    [Fact]
    public async Task Key_OfAnotherOrganisation_IsOutOfReach()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var eve = await Person.JoinAsync(strict.Server, "Eve");
        var (program, id) = await ana.GiveKeyAsync("sessions:read");
        using var machine = program;
        var foreign = await eve.StartSessionAsync();

        using var revoke = await eve.DeleteAsync($"/api/v1/api-keys/{id}");
        using var read = await machine.GetAsync($"/api/sessions/{foreign}");

        Assert.Equal("api-key.not-found", await revoke.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Empty((await eve.ReadAsync("/api/v1/api-keys")).EnumerateArray());
        Assert.Equal("session.not-found", await read.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Empty((await machine.ReadAsync("/api/sessions")).EnumerateArray());
    }

    [Theory]
    [InlineData("""{"scopes":["audio:write"]}""", "name")]
    [InlineData("""{"name":"x"}""", "scopes")]
    [InlineData("""{"name":"x","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["organisation:manage"]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["everything"]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["audio:write"],"expires_in_days":0}""", "expires_in_days")]
    [InlineData("""{"name":"x","scopes":["audio:write"],"expires_in_days":3651}""", "expires_in_days")]
    public async Task Key_OfTheWrongShape_IsNotMade(string json, string field)
    {
        using var ana = await Person.JoinAsync(strict.Server);
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");

        using var response = await ana.Http.PostAsync(new Uri("/api/v1/api-keys", UriKind.Relative), body);

        Assert.Equal("request.invalid", await response.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Contains($"\"{field}\":[", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Me_OfAKey_SaysWhatItIsGoodFor()
    {
        using var ana = await Person.JoinAsync(strict.Server);
        var (program, id) = await ana.GiveKeyAsync("audio:write", "notes:write");
        using var machine = program;

        var me = await machine.ReadAsync("/api/v1/auth/me");

        Assert.Equal((id, "api_key", "Recorder", "viewer", ana.OrgId), (me.Text("id"), me.Text("kind"), me.Text("name"), me.Text("role"), me.Text("org_id")));
        Assert.Equal(["audio:write", "notes:write"], me.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
    }

    private static async Task<DateTimeOffset> LastUsedAsync(Person person) => (await person.ReadAsync("/api/v1/api-keys"))[0].GetProperty("last_used_at").GetDateTimeOffset();
}
