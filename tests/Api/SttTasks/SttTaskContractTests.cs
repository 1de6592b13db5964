using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Tests.Exports;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.SttTasks;

namespace MeetingIntel.Api.Tests.SttTasks;

/// <summary>ASTRA's workflow A: somebody else transcribes.</summary>
public sealed class SttTaskContractTests(ApiServer server)
{
    [Fact]
    public async Task Workflow_OfAnExternalModule_IsToldStepByStep()
    {
        var id = await server.StartSessionAsync();
        await using var feed = await FeedClient.ConnectAsync(server, id);

        using var created = await server.Http.PostAsJsonAsync($"/api/sessions/{id}/stt/tasks", new { audio_chunk_id = "chunk_7", duration_seconds = 2.5 });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var task = await created.JsonAsync();
        Assert.StartsWith("stt_", task.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal($"{id} chunk_7 2.5 pending", $"{task.GetProperty("session_id")} {task.GetProperty("audio_chunk_id")} {task.GetProperty("duration_seconds")} {task.GetProperty("status")}");
        Assert.All((string[])["transcript", "error", "model"], field => Assert.Equal(JsonValueKind.Null, task.GetProperty(field).ValueKind));
        Assert.Equal(task.GetRawText(), (await feed.EventAsync("stt.task.created")).GetProperty("data").GetRawText());
        var path = $"/api/sessions/{id}/stt/tasks/{task.GetProperty("id")}";
        Assert.Equal(task.GetRawText(), (await server.GetJsonAsync(path)).GetRawText());

        using var done = await server.Http.PutAsJsonAsync(path, new { status = "done", transcript = "Valve one open" });

        var settled = await done.JsonAsync();
        Assert.Equal("done Valve one open", $"{settled.GetProperty("status")} {settled.GetProperty("transcript")}");
        Assert.Equal(settled.GetRawText(), (await feed.EventAsync("stt.task.done")).GetProperty("data").GetRawText());
        Assert.Equal("Valve one open", (await feed.EventAsync("transcript.segment")).GetProperty("data").GetProperty("text").GetString());
        Assert.Equal(["Valve one open"], await server.TranscriptAsync(id));
    }

    [Fact]
    public async Task Put_Failed_IsToldAsAnErrorThatNamesTheTask()
    {
        var id = await server.StartSessionAsync();
        var task = await RegisterAsync(id, "chunk_7");
        await using var feed = await FeedClient.ConnectAsync(server, id);

        using var failed = await server.Http.PutAsJsonAsync($"/api/sessions/{id}/stt/tasks/{task}", new { status = "failed", error = "No speech model" });

        Assert.Equal("failed No speech model", $"{(await failed.JsonAsync()).GetProperty("status")} {(await failed.JsonAsync()).GetProperty("error")}");
        Assert.Equal(
            $$"""{"message":"No speech model","source":"stt","task_id":"{{task}}","audio_chunk_id":"chunk_7"}""",
            (await feed.EventAsync("error.occurred")).GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Put_OfWhatIsSettled_IsRefused()
    {
        var id = await server.StartSessionAsync();
        var path = $"/api/sessions/{id}/stt/tasks/{await RegisterAsync(id, "chunk_7")}";
        (await server.Http.PutAsJsonAsync(path, new { status = "done", transcript = "one" })).EnsureSuccessStatusCode();

        using var again = await server.Http.PutAsJsonAsync(path, new { status = "done", transcript = "one" });
        using var other = await server.Http.PutAsJsonAsync(path, new { status = "failed", error = "x" });
        using var erased = await server.Http.PutAsJsonAsync(path, new { status = "done" });

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal("stt-task.settled", await other.ProblemAsync(HttpStatusCode.Conflict));
        Assert.Equal("stt-task.settled", await erased.ProblemAsync(HttpStatusCode.Conflict));
        Assert.Equal("one", (await server.GetJsonAsync(path)).GetProperty("transcript").GetString());
    }

    [Theory]
    [InlineData("""{"transcript":"x"}""", 422, "request.invalid")]
    [InlineData("""{"status":"finished"}""", 422, "request.invalid")]
    [InlineData("""{"status":"pending"}""", 409, "stt-task.pending")]
    [InlineData("""{"status":7}""", 422, "request.invalid")]
    public async Task Put_NoOutcome_IsRefused(string body, int status, string code)
    {
        var id = await server.StartSessionAsync();
        var task = await RegisterAsync(id, "chunk_7");

        using var answer = await server.SendJsonAsync(HttpMethod.Put, $"/api/sessions/{id}/stt/tasks/{task}", body);

        Assert.Equal(code, await answer.ProblemAsync((HttpStatusCode)status));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"audio_chunk_id":""}""")]
    [InlineData("""{"audio_chunk_id":"x","duration_seconds":-1}""")]
    [InlineData("""{"audio_chunk_id":"x","duration_seconds":"long"}""")]
    public async Task Post_TaskThatMakesNoSense_IsRefused(string body)
    {
        var id = await server.StartSessionAsync();

        using var answer = await server.SendJsonAsync(HttpMethod.Post, $"/api/sessions/{id}/stt/tasks", body);

        Assert.Equal("request.invalid", await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Empty((await server.GetJsonAsync($"/api/sessions/{id}/stt/tasks")).EnumerateArray());
    }

    [Fact]
    public async Task Get_Tasks_GivesTheNewestFirstAndInPages()
    {
        var id = await server.StartSessionAsync();
        for (var number = 1; number <= 5; number++)
        {
            await RegisterAsync(id, $"chunk_{number}");
        }

        using var page = await server.Http.GetAsync(new Uri($"/api/sessions/{id}/stt/tasks?limit=3", UriKind.Relative));
        var rest = await server.GetJsonAsync($"/api/sessions/{id}/stt/tasks?limit=3&cursor={page.Headers.GetValues("X-Next-Cursor").Single()}");

        Assert.Equal(["chunk_5", "chunk_4", "chunk_3"], Chunks(await page.JsonAsync()));
        Assert.Equal(["chunk_2", "chunk_1"], Chunks(rest));

        static IEnumerable<string?> Chunks(JsonElement tasks) => tasks.EnumerateArray().Select(task => task.GetProperty("audio_chunk_id").GetString());
    }

    /// <summary>Clients that know no pages get all: an hour of chunks of three seconds is more than a thousand.</summary>
    [Fact]
    public async Task Get_TasksWithoutALimit_AreAll()
    {
        var id = await server.ImportAsync(Given.Record(
            [.. Given.Began("An hour"), .. Enumerable.Range(0, 1_200).Select(number => new SttTaskCreated(new SttTask($"stt_{number}", $"chunk_{number}", 3, SttTaskStatus.Pending, null, null, Given.Noon, Given.Noon, null)))]));

        var tasks = await server.GetJsonAsync($"/api/sessions/{id}/stt/tasks");

        Assert.Equal(Enumerable.Range(0, 1_200).Reverse().Select(number => $"chunk_{number}"), tasks.EnumerateArray().Select(task => task.GetProperty("audio_chunk_id").GetString()));
    }

    /// <summary>A module that fails with a whole traceback has failed.</summary>
    [Fact]
    public async Task Put_FailedWithALongError_IsKeptInPart()
    {
        var id = await server.StartSessionAsync();
        var path = $"/api/sessions/{id}/stt/tasks/{await RegisterAsync(id, "chunk_7")}";
        var body = new { status = "failed", error = string.Concat(Enumerable.Repeat("x🙂", 1_000)) };

        using var failed = await server.Http.PutAsJsonAsync(path, body);
        using var again = await server.Http.PutAsJsonAsync(path, body);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (failed.StatusCode, again.StatusCode));
        Assert.Equal(("failed", body.error[..1_999]), ((await failed.JsonAsync()).GetProperty("status").GetString(), (await failed.JsonAsync()).GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Get_TaskOfAnotherSession_IsNotFound()
    {
        var (mine, other) = (await server.StartSessionAsync(), await server.StartSessionAsync());
        var task = await RegisterAsync(other, "chunk_7");

        using var read = await server.Http.GetAsync(new Uri($"/api/sessions/{mine}/stt/tasks/{task}", UriKind.Relative));
        using var put = await server.Http.PutAsJsonAsync($"/api/sessions/{mine}/stt/tasks/{task}", new { status = "done", transcript = "x" });

        Assert.Equal("stt-task.not-found", await read.ProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal("stt-task.not-found", await put.ProblemAsync(HttpStatusCode.NotFound));
    }

    private async Task<string> RegisterAsync(string sessionId, string chunk)
    {
        using var answer = await server.Http.PostAsJsonAsync($"/api/sessions/{sessionId}/stt/tasks", new { audio_chunk_id = chunk });
        return (await answer.JsonAsync()).GetProperty("id").GetString()!;
    }
}
