using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace MeetingIntel.EndToEnd.Tests;

public sealed class SurvivalTests(PostgresServer postgres)
{
    private const int WavHeader = 44;

    [Fact]
    public async Task Server_KilledInALiveMeeting_EverySentenceIsOnRecordOnce()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var product = await Product.StartAsync(postgres);
        var pcm = await SampleAsync(product);

        var undisturbed = await product.StartSessionAsync("Survival");
        await new ResumingClient(product.Address, undisturbed, pcm).RunAsync(null, cancel);

        var disturbed = await product.StartSessionAsync("Survival");
        var client = new ResumingClient(product.Address, disturbed, pcm);
        var running = client.RunAsync(product.StartAsync, cancel);
        await client.FirstFinal.WaitAsync(TimeSpan.FromMinutes(2), cancel);
        await product.KillAsync();
        await running.WaitAsync(TimeSpan.FromMinutes(3), cancel);

        Assert.Equal(2, client.Connections);
        var expected = await TextsAsync(product, undisturbed);
        Assert.True(expected.Count > 2, "The audio holds several sentences.");
        Assert.Equal(expected, await TextsAsync(product, disturbed));
        var seqs = await SeqsAsync(product, disturbed);
        Assert.Equal(Enumerable.Range(1, seqs.Count).Select(seq => (long)seq), seqs);
    }

    [Fact]
    public async Task Server_Interrupted_StopsCleanly()
    {
        await using var product = await Product.StartAsync(postgres);
        await product.StartSessionAsync("Survival");

        Assert.Equal(0, await product.StopAsync());
        Assert.DoesNotContain("Unhandled", product.Log, StringComparison.Ordinal);
    }

    /// <summary>Who is here may go on while the load balancer learns that nobody new is wanted; a second SIGTERM ends the patience.</summary>
    [Fact]
    public async Task Server_ThatDrains_IsNotReadyButServesUntilItsEnd()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var product = await Product.StartAsync(postgres, ("Drain__Seconds", "600"));
        var session = await product.StartSessionAsync("Survival");
        using var watcher = new ClientWebSocket();
        await watcher.ConnectAsync(new Uri($"ws://localhost:{product.Address.Port}/ws/sessions/{session}?after=1"), cancel);

        product.BeginDraining();
        while ((await product.Http.GetAsync(new Uri("/ready", UriKind.Relative), cancel)).StatusCode != HttpStatusCode.ServiceUnavailable)
        {
            cancel.ThrowIfCancellationRequested();
        }

        (await product.Http.PatchAsJsonAsync($"/api/sessions/{session}", new { name = "Still here" }, cancel)).EnsureSuccessStatusCode();
        Assert.Contains("session.updated", await ReceiveUntilAsync(watcher, "session.updated", cancel), StringComparison.Ordinal);

        product.BeginDraining();
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await CloseStatusAsync(watcher, cancel));
        Assert.Equal(0, await product.ExitAsync());
    }

    /// <summary>A recording takes longer than a process has to leave; without its end Kestrel would wait for it, and nobody after Kestrel could leave in order.</summary>
    [Fact]
    public async Task Server_ThatStopsDuringAnUpload_SaysSoAndEndsTheRecordingsSession()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var product = await Product.StartAsync(postgres);
        var pcm = await SampleAsync(product);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/audio/transcribe") { Content = new ByteArrayContent([.. RiffHeader(20 * pcm.Length), .. Enumerable.Repeat(pcm, 20).SelectMany(bytes => bytes)]) };
        request.Content.Headers.ContentType = new("audio/wav");
        request.Headers.Accept.Add(new("application/x-ndjson"));
        using var response = await product.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        var session = JsonSerializer.Deserialize<JsonElement>((await lines.ReadLineAsync(cancel))!).GetProperty("session_id").GetString()!;

        product.BeginDraining();
        var last = "";
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            last = line;
        }

        Assert.Contains("server.stopping", last, StringComparison.Ordinal);
        Assert.Equal(0, await product.ExitAsync());
        await product.StartAsync();
        Assert.Equal("ended", (await product.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{session}", cancel)).GetProperty("status").GetString());
    }

    /// <summary>What stands before mono PCM at 16 kHz.</summary>
    private static byte[] RiffHeader(int length)
    {
        using var header = new MemoryStream();
        using var writer = new BinaryWriter(header);
        writer.Write("RIFF"u8);
        writer.Write(length + WavHeader - 8);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(16_000);
        writer.Write(32_000);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(length);
        return header.ToArray();
    }

    private static async Task<string> ReceiveUntilAsync(ClientWebSocket socket, string part, CancellationToken cancel)
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), cancel);
            Assert.NotEqual(WebSocketMessageType.Close, received.MessageType);
            if (Encoding.UTF8.GetString(buffer.AsSpan(0, received.Count)) is var text && text.Contains(part, StringComparison.Ordinal))
            {
                return text;
            }
        }
    }

    private static async Task<WebSocketCloseStatus?> CloseStatusAsync(ClientWebSocket socket, CancellationToken cancel)
    {
        var buffer = new byte[16 * 1024];
        while ((await socket.ReceiveAsync(buffer.AsMemory(), cancel)).MessageType != WebSocketMessageType.Close)
        {
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
        return socket.CloseStatus;
    }

    /// <summary>The first half minute of what one person says in the sample meeting.</summary>
    private static async Task<byte[]> SampleAsync(Product product)
    {
        var sample = await product.Http.GetFromJsonAsync<JsonElement>("/api/sample", TestContext.Current.CancellationToken);
        var url = sample.GetProperty("channels")[0].GetProperty("url").GetString();
        var wav = await product.Http.GetByteArrayAsync(new Uri(product.Address, url), TestContext.Current.CancellationToken);
        return wav[WavHeader..(WavHeader + (50 * 32_000))];
    }

    private static async Task<List<string>> TextsAsync(Product product, string session)
    {
        var page = await product.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{session}/transcript?limit=500", TestContext.Current.CancellationToken);
        return [.. page.GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("text").GetString()!)];
    }

    private static async Task<List<long>> SeqsAsync(Product product, string session)
    {
        var page = await product.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{session}/events?limit=500", TestContext.Current.CancellationToken);
        return [.. page.GetProperty("events").EnumerateArray().Select(entry => entry.GetProperty("seq").GetInt64())];
    }
}
