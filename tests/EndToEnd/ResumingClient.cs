using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>An audio client written from the README: keeps what is not acknowledged, and after any break connects again and sends from where it is told.</summary>
internal sealed class ResumingClient(Uri address, string session, byte[] pcm, int frame = 3_200)
{
    private readonly TaskCompletionSource _firstFinal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _acked;

    /// <summary>Completes when the first text came.</summary>
    public Task FirstFinal => _firstFinal.Task;

    public long Acked => Interlocked.Read(ref _acked);

    public int Connections { get; private set; }

    /// <summary>Sends everything, however often the connection breaks, until all of it is acknowledged.</summary>
    public async Task RunAsync(Func<Task>? beforeReconnect, CancellationToken cancellationToken)
    {
        while (Acked < pcm.Length)
        {
            if (Connections > 0 && beforeReconnect is not null)
            {
                await beforeReconnect();
            }

            Connections++;
            Assert.InRange(Connections, 1, 20);
            try
            {
                await ConnectAsync(cancellationToken);
            }
            catch (WebSocketException)
            {
                // The next turn resumes.
            }
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        var query = $"channel=mic&encoding=linear16&sample_rate=16000&channels=1&speaker=Ana&offset={Acked}";
        await socket.ConnectAsync(new Uri($"ws://{address.Authority}/ws/sessions/{session}/audio?{query}"), cancellationToken);
        var sending = Task.CompletedTask;
        for (; ; )
        {
            if (await ReceiveAsync(socket, cancellationToken) is not { } message)
            {
                await sending;
                return;
            }

            using var json = JsonDocument.Parse(message);
            switch (json.RootElement.GetProperty("type").GetString())
            {
                case "ready":
                    sending = SendAsync(socket, json.RootElement.GetProperty("offset").GetInt64(), cancellationToken);
                    break;
                case "ack":
                    Interlocked.Exchange(ref _acked, json.RootElement.GetProperty("offset").GetInt64());
                    break;
                case "final":
                    _firstFinal.TrySetResult();
                    break;
                default:
                    break;
            }
        }
    }

    private async Task SendAsync(ClientWebSocket socket, long from, CancellationToken cancellationToken)
    {
        try
        {
            for (var at = (int)from; at < pcm.Length; at += frame)
            {
                await socket.SendAsync(pcm.AsMemory(at, Math.Min(frame, pcm.Length - at)), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
            }

            await socket.SendAsync("""{"type":"stop"}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        catch (WebSocketException)
        {
            // The receiving side sees the same break.
        }
    }

    private static async Task<string?> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        using var message = new MemoryStream();
        for (; ; )
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            await message.WriteAsync(buffer.AsMemory(0, received.Count), cancellationToken);
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.ToArray());
            }
        }
    }
}
