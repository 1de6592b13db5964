using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Sockets;

namespace MeetingIntel.Api.CloudTarget;

/// <summary>
/// The conversation with a capture program: audio in, and nothing out. Only a program that begins with its format is of those that wait for answers, and gets them:
/// the others read nothing, and would be cut in the middle of a call for what piles up.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="time">The clock.</param>
internal sealed class CloudTargetLoops(CloudTargetCall call, TimeProvider time) : ISocketLoops
{
    /// <summary>Bytes of a message: what the library of CloudTarget's server took.</summary>
    private const int MaxMessage = 1 << 20;
    private const int InitialBuffer = 8 * 1024;
    private const long Busy = long.MinValue;

    private static readonly SocketEnd TooLarge = new((int)WebSocketCloseStatus.MessageTooBig, "audio.frame-too-large", "A message must not be larger than 1 MiB.");

    private static readonly byte[] ChunkReceived = JsonSerializer.SerializeToUtf8Bytes(new { status = "chunk_received" });

    private long _quietSince = Busy;
    private bool _wantsAnswers;
    private bool _hasAudio;
    private bool _speaksJson;

    /// <inheritdoc/>
    public long? QuietSince => Volatile.Read(ref _quietSince) is var since && since != Busy ? since : null;

    /// <inheritdoc/>
    public async Task<SocketEnd> SendAsync(SocketSender sender, CancellationToken stop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, stop);
        return SocketEnd.ByPeer;
    }

    /// <inheritdoc/>
    public async Task<SocketEnd> ReceiveAsync(WebSocket socket, SocketSender sender, CancellationToken stop)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);
        try
        {
            for (var length = 0; ;)
            {
                Volatile.Write(ref _quietSince, time.GetTimestamp());
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                Volatile.Write(ref _quietSince, Busy);
                length += received.Count;
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return SocketEnd.ByPeer;
                }

                if (length > MaxMessage)
                {
                    return TooLarge;
                }

                if (!received.EndOfMessage)
                {
                    buffer = length == buffer.Length ? Grow(buffer) : buffer;
                    continue;
                }

                var message = CloudTargetMessage.Read(buffer.AsMemory(0, length), received.MessageType == WebSocketMessageType.Text);
                if (!stop.IsCancellationRequested && await TakeAsync(message, sender, stop) is { } error)
                {
                    return SocketEnd.From(error);
                }

                length = 0;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => call.DisposeAsync();

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private async Task<GrainError?> TakeAsync(CloudTargetMessage message, SocketSender sender, CancellationToken stop)
    {
        // A format that is told behind the audio may be that of another piece of it. And whoever sends JSON sends no bare sound: other bytes would shift all that follows.
        if (_hasAudio && (message.Pcm.IsEmpty || (_speaksJson && message.Form == CloudTargetForm.Raw)))
        {
            call.Ignore(message);
            return null;
        }

        if ((message.SampleRate ?? message.Channels) is not null && call.Configure(message.SampleRate, message.Channels) is { } unheard)
        {
            return unheard;
        }

        if (message.IsConfiguration)
        {
            _wantsAnswers = true;
            if (await call.BeginAsync() is { } error)
            {
                return error;
            }

            await sender.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { status = "config_accepted", session_id = call.SessionId }, ApiJson.Options), stop);
        }

        if (message.Pcm.IsEmpty)
        {
            return null;
        }

        (_hasAudio, _speaksJson) = (true, _speaksJson || message.Form == CloudTargetForm.Json);
        var refusal = await call.TakeAsync(message.Pcm);
        if (refusal is null && _wantsAnswers)
        {
            await sender.SendAsync(ChunkReceived, stop);
        }

        return refusal;
    }
}
