using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MeetingIntel.Api.Service;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Media;
using MeetingIntel.Testing.Stt;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>Recordings that are under way when their server leaves.</summary>
public sealed class StoppedUploadTests(ApiServer server)
{
    private static readonly Uri Transcribe = new("/api/audio/transcribe", UriKind.Relative);

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Recording_WhileItsServerStops_Is503AndItsSessionEnds()
    {
        await using var own = await StartAsync();
        var upload = SendAsync(own);
        var id = await SessionAsync(own);

        own.Provider.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "server.stopping"), await upload.Within("waiting for the recording to be given up"));
        Assert.Equal("ended", (await own.GetJsonAsync($"/api/sessions/{id}")).GetProperty("status").GetString());
    }

    /// <summary>Its sender has been told something by then, so the status is sent, and the last line says how it ended.</summary>
    [Fact]
    public async Task RecordingAnsweredLineByLine_WhileItsServerStops_EndsWithAnErrorAndItsSessionEnds()
    {
        await using var own = await StartAsync();
        using var request = Upload.Of(Transcribe, Wav.Of(ScriptedAudio.Sentences(3)));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        using var response = await own.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within("waiting for the answer to begin");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = Json(await lines.ReadLineAsync().Within("waiting for the session"));

        own.Provider.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var rest = await lines.ReadToEndAsync().Within("waiting for the recording to be given up");

        var last = Json(rest.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        Assert.Equal(("error", "server.stopping"), (last.GetProperty("type").GetString(), last.GetProperty("code").GetString()));
        var id = first.GetProperty("session_id").GetString();
        Assert.Equal("ended", (await own.GetJsonAsync($"/api/sessions/{id}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Recording_ThatIsStillBeingSent_Is503WithoutComplaint()
    {
        using var log = new LogCapture();
        await using var own = new ApiServer(server.Postgres) { Services = log.AttachTo };
        await own.InitializeAsync();
        log.Forget();
        using var client = new TcpClient();
        await client.ConnectAsync(own.Address.Host, own.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/audio/transcribe HTTP/1.1\r\nHost: {own.Address.Authority}\r\nContent-Type: application/octet-stream\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n"));
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync().Within("waiting for the body to be read"));
        await stream.WriteAsync(Wav.Of(ScriptedAudio.Sentences(1)).AsMemory(0, 1000));

        own.Provider.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal("", await reader.ReadLineAsync().Within("waiting for the answer"));
        Assert.Equal("HTTP/1.1 503 Service Unavailable", await reader.ReadLineAsync().Within("waiting for the answer"));
        // The rest of the body is read away in order, so that the connection serves on.
        await stream.WriteAsync(new byte[99_000]);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /health HTTP/1.1\r\nHost: {own.Address.Authority}\r\nConnection: close\r\n\r\n"));
        var rest = await reader.ReadToEndAsync().Within("waiting for the connection to be closed");
        Assert.Contains("server.stopping", rest, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 OK", rest, StringComparison.Ordinal);
        Assert.Empty(log.Complaints);
    }

    [Fact]
    public async Task Recording_WhileItsServerDrains_IsRefusedAndOthersAreFinished()
    {
        await using var own = await StartAsync();
        var upload = SendAsync(own);
        await SessionAsync(own);

        own.Provider.GetRequiredService<Readiness>().BeginDraining();
        var refused = await SendAsync(own).Within("waiting for the refusal");
        _gate.SetResult();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "server.stopping"), refused);
        Assert.Equal(HttpStatusCode.OK, (await upload.Within("waiting for the other recording")).Status);
    }

    /// <summary>A server whose transcription waits for the test.</summary>
    private async Task<ApiServer> StartAsync()
    {
        var own = new ApiServer(server.Postgres);
        own.Stt.Gate = _gate.Task;
        await own.InitializeAsync();
        return own;
    }

    private static async Task<(HttpStatusCode Status, string? Problem)> SendAsync(ApiServer own)
    {
        using var request = Upload.Of(Transcribe, Wav.Of(ScriptedAudio.Sentences(3)));
        using var response = await own.Http.SendAsync(request);
        return (response.StatusCode, response.IsSuccessStatusCode ? null : await response.ProblemAsync(response.StatusCode));
    }

    /// <summary>The session of the recording that is being transcribed.</summary>
    private static async Task<string> SessionAsync(ApiServer own)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            foreach (var listed in (await own.GetJsonAsync("/api/sessions")).EnumerateArray())
            {
                var id = listed.GetProperty("id").GetString()!;
                if ((await own.GetJsonAsync($"/api/sessions/{id}")).GetProperty("channels").GetArrayLength() > 0)
                {
                    return id;
                }
            }

            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static JsonElement Json(string? line) => JsonSerializer.Deserialize<JsonElement>(line!);
}
