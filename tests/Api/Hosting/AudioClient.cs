using System.Globalization;
using System.Text.Json;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>A client of the raw audio socket.</summary>
internal sealed class AudioClient(SocketClient socket) : IAsyncDisposable
{
    public SocketClient Socket => socket;

    public int? CloseCode => (int?)socket.CloseCode;

    public static async Task<AudioClient> ConnectAsync(ApiServer server, string sessionId, string query = "", string? token = null) =>
        new(await SocketClient.ConnectAsync(server, $"/ws/sessions/{sessionId}/audio?{query}", options => options.Bear(token)));

    public static async Task<AudioClient> ConnectAsync(ApiServer server, string sessionId, long offset, string query = "") =>
        await ConnectAsync(server, sessionId, string.Create(CultureInfo.InvariantCulture, $"{query}&offset={offset}"));

    /// <summary>Where to send from.</summary>
    public async Task<long> ReadyAsync() => (await socket.ReceiveAsync("waiting for ready", Is("ready"))).GetProperty("offset").GetInt64();

    public Task SendAsync(ReadOnlyMemory<byte> pcm) => socket.SendBytesAsync(pcm);

    /// <summary>Sends in frames of 20 ms of 16 kHz mono.</summary>
    public async Task SendInFramesAsync(ReadOnlyMemory<byte> pcm, int frame = 640)
    {
        for (var at = 0; at < pcm.Length; at += frame)
        {
            await SendAsync(pcm[at..Math.Min(pcm.Length, at + frame)]);
        }
    }

    public Task FinalizeAsync() => socket.SendTextAsync("""{"type":"finalize"}""");

    public Task StopAsync() => socket.SendTextAsync("""{"type":"stop"}""");

    public async Task AckedAsync(long offset) =>
        await socket.ReceiveAsync($"waiting for an ack of {offset}", message => Is("ack")(message) && message.GetProperty("offset").GetInt64() >= offset);

    public async Task<JsonElement> FinalAsync(string text) =>
        await socket.ReceiveAsync($"waiting for the final '{text}'", message => Is("final")(message) && message.GetProperty("text").GetString() == text);

    /// <summary>Says stop and waits for the server to say that all is on record; gives all it said until then.</summary>
    public async Task<IReadOnlyList<JsonElement>> StopAndFinishAsync()
    {
        await StopAsync();
        return await socket.ReceiveRestAsync("waiting for everything to be on record after stop");
    }

    /// <summary>The error that the server sends before it closes the connection.</summary>
    public async Task<string> RefusedAsync()
    {
        var rest = await socket.ReceiveRestAsync("waiting to be refused");
        var error = rest.Last();
        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.Equal("error.occurred", error.GetProperty("event").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        return error.GetProperty("code").GetString()!;
    }

    public ValueTask DisposeAsync() => socket.DisposeAsync();

    public static Func<JsonElement, bool> Is(string type) => message => message.GetProperty("type").GetString() == type;
}
