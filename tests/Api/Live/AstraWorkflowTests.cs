using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>ASTRA's events, by a client that knows nothing but its page and fact sheet: in its envelope, in the order of the writes.</summary>
public sealed class AstraWorkflowTests(ApiServer server)
{
    private static readonly string[] NoteFields = ["id", "session_id", "timestamp", "speaker", "content", "type", "tags", "telemetry_snapshot", "created_at", "updated_at"];
    private static readonly string[] TaskFields = ["id", "session_id", "audio_chunk_id", "duration_seconds", "status", "transcript", "error", "created_at", "updated_at", "model"];

    [Fact]
    public async Task Events_OfEachWrite_ComeInItsEnvelopeAndOrder()
    {
        var id = await server.StartSessionAsync();
        await using var socket = await SocketClient.ConnectAsync(server, $"/ws/sessions/{id}");
        var connected = await NextAsync(socket, id, "connected");
        Assert.NotEmpty(connected.GetProperty("message").GetString()!);

        var note = await SendAsync(HttpMethod.Post, $"{id}/notes", new { timestamp = "2026-05-04T12:00:00Z", content = "Pressure drops" });
        var task = await SendAsync(HttpMethod.Post, $"{id}/stt/tasks", new { audio_chunk_id = "chunk_1", duration_seconds = 2.5 });
        await SendAsync(HttpMethod.Put, $"{id}/notes/{Id(note)}", new { content = "Pressure falls" });
        await SendAsync(HttpMethod.Put, $"{id}/stt/tasks/{Id(task)}", new { status = "done", transcript = "Valve one is open" });
        var other = await SendAsync(HttpMethod.Post, $"{id}/stt/tasks", new { audio_chunk_id = "chunk_2" });
        await SendAsync(HttpMethod.Put, $"{id}/stt/tasks/{Id(other)}", new { status = "failed", error = "too loud" });
        await SendAsync(HttpMethod.Delete, $"{id}/notes/{Id(note)}", null);

        var created = await NextAsync(socket, id, "note.created");
        Assert.Equal("Pressure drops", created.GetProperty("content").GetString());
        Assert.All(NoteFields, field => Assert.True(created.TryGetProperty(field, out _), field));
        var pending = await NextAsync(socket, id, "stt.task.created");
        Assert.Equal("pending", pending.GetProperty("status").GetString());
        Assert.All(TaskFields, field => Assert.True(pending.TryGetProperty(field, out _), field));
        Assert.Equal("Pressure falls", (await NextAsync(socket, id, "note.updated")).GetProperty("content").GetString());
        var done = await NextAsync(socket, id, "stt.task.done");
        Assert.Equal(("done", "Valve one is open"), (done.GetProperty("status").GetString(), done.GetProperty("transcript").GetString()));
        Assert.Equal("chunk_2", (await NextAsync(socket, id, "stt.task.created")).GetProperty("audio_chunk_id").GetString());
        var failed = await NextAsync(socket, id, "error.occurred");
        Assert.Equal(("too loud", "stt"), (failed.GetProperty("message").GetString(), failed.GetProperty("source").GetString()));
        Assert.Equal(Id(note), (await NextAsync(socket, id, "note.deleted")).GetProperty("id").GetString());
    }

    /// <summary>A session hands an event to those who watch it before it answers the write: nothing else has to happen for it to come, and each write's comes before the next one's.</summary>
    [Fact]
    public async Task Event_OfAWrite_ComesWithoutAnythingElseHappening()
    {
        var id = await server.StartSessionAsync();
        await using var socket = await SocketClient.ConnectAsync(server, $"/ws/sessions/{id}");
        await NextAsync(socket, id, "connected");
        for (var write = 0; write < 5; write++)
        {
            await SendAsync(HttpMethod.Post, $"{id}/notes", new { timestamp = "2026-05-04T12:00:00Z", content = $"Note {write}" });

            Assert.Equal($"Note {write}", (await NextAsync(socket, id, "note.created")).GetProperty("content").GetString());
        }
    }

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;

    /// <summary>The next event that ASTRA's clients know; they ignore others.</summary>
    private static async Task<JsonElement> NextAsync(SocketClient socket, string sessionId, string name)
    {
        string[] known = ["connected", "note.created", "note.updated", "note.deleted", "stt.task.created", "stt.task.done", "error.occurred"];
        var message = await socket.ReceiveAsync($"waiting for {name}", item => known.Contains(item.GetProperty("event").GetString()));
        Assert.Equal((name, sessionId), (message.GetProperty("event").GetString(), message.GetProperty("session_id").GetString()));
        return message.GetProperty("data");
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, $"/api/sessions/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await server.Http.SendAsync(request);
        return await response.JsonAsync();
    }
}
