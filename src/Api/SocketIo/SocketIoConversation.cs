using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using MeetingIntel.Api.EngineIo;
using MeetingIntel.Api.Identity.Limits;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Sockets;
using Microsoft.AspNetCore.SignalR;

namespace MeetingIntel.Api.SocketIo;

/// <summary>One client's conversation over Socket.IO. What it says is done in the order in which it says it.</summary>
/// <param name="connection">The way to the client.</param>
/// <param name="calls">Does what events ask for.</param>
/// <param name="enterAsync">Lets somebody in, or says why not.</param>
/// <param name="timer">Ends the connection of somebody who is in no namespace.</param>
/// <param name="patience">After how long.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failures go.</param>
/// <param name="stopping">The server is stopping.</param>
internal sealed class SocketIoConversation(
    EngineConnection connection,
    HubCalls calls,
    Func<HttpContext, JsonElement?, Task<GrainResult<LiveConnection>>> enterAsync,
    ITimer timer,
    TimeSpan patience,
    TimeProvider time,
    ILogger logger,
    CancellationToken stopping) : IAsyncDisposable
{
    private const int IdBytes = 15;

    private static readonly JsonElement Nothing = JsonSerializer.Deserialize<JsonElement>("{}");

    private readonly SocketIoClient _client = new(connection);
    private readonly List<ReadOnlyMemory<byte>> _attachments = [];
    private SocketIoPacket? _incomplete;
    private int _attachedBytes;
    private SocketIoCaller? _caller;
    private LiveConnection? _live;
    private bool _wasConnected;

    /// <summary>Takes a message of the client's.</summary>
    /// <param name="message">The message.</param>
    /// <returns><see langword="null"/>; or that the connection ends with it, and why.</returns>
    public async Task<SocketEnd?> HearAsync(EnginePacket message)
    {
        try
        {
            return await TakeAsync(message) is { } end ? await TellAsync(end) : null;
        }
        catch (OperationCanceledException) when (connection.Over.IsCancellationRequested)
        {
            return SocketEnd.ByPeer;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await LeaveAsync();

    private async Task<SocketEnd?> TakeAsync(EnginePacket message)
    {
        if (message.IsBinary)
        {
            return await AttachAsync(message.Data);
        }

        if (_incomplete is not null || !SocketIoPacket.TryRead(message.Data, out var packet))
        {
            return SocketIoEnds.BadPacket;
        }

        if (packet.Type == SocketIoPacketType.Connect)
        {
            return await ConnectAsync(packet);
        }

        // Somebody who was sent out, or has left, may not know it yet.
        if (_caller is null || packet.Namespace != SocketIoPacket.Main)
        {
            return _wasConnected ? null : SocketIoEnds.NotConnected;
        }

        if (packet.Attachments > 0)
        {
            _incomplete = packet;
            return null;
        }

        return await DoAsync(packet, packet.Data);
    }

    private async Task<SocketEnd?> AttachAsync(ReadOnlyMemory<byte> bytes)
    {
        _attachedBytes += bytes.Length;
        if (_incomplete is null)
        {
            return SocketIoEnds.BadPacket;
        }

        if (_attachedBytes > EngineOptions.MaxPayload)
        {
            return EngineEnds.TooLarge;
        }

        _attachments.Add(bytes);
        if (_attachments.Count < _incomplete.Attachments)
        {
            return null;
        }

        var packet = _incomplete;
        var whole = new BinaryArguments(_attachments).TryFill(packet.Data!.Value, out var filled);
        _incomplete = null;
        _attachedBytes = 0;
        _attachments.Clear();
        return whole ? await DoAsync(packet, filled) : SocketIoEnds.BadPacket;
    }

    private async Task<SocketEnd?> ConnectAsync(SocketIoPacket packet)
    {
        if (packet.Namespace != SocketIoPacket.Main)
        {
            _wasConnected = true;
            await connection.SendAsync(SocketIoText.NoSuchNamespace(packet.Namespace), CancellationToken.None);
            return null;
        }

        if (_caller is not null)
        {
            return SocketIoEnds.BadPacket;
        }

        var entered = await enterAsync(connection.Opening, packet.Data);
        if (!entered.Succeeded)
        {
            _wasConnected = true;
            await connection.SendAsync(SocketIoText.Refused(entered.Error), CancellationToken.None);
            return null;
        }

        _wasConnected = true;
        _live = entered.Value;
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        connection.Opening.Features.Get<OpeningPlace>()?.Dispose();
        await GreetAsync(_live);
        return null;
    }

    private async Task GreetAsync(LiveConnection live)
    {
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        _caller = new SocketIoCaller(id, connection);
        var hub = new HubConnection(id, () => live.Caller, _client, logger, time, connection.Over, stopping);
        _caller.Items[HubConnection.Key] = hub;
        await connection.SendAsync(SocketIoText.Connected(id), CancellationToken.None);
        await _client.SendAsync("connected", new { status = "connected", sid = id });
        // Never fails, and ends with the connection.
        _ = hub.EndWithAsync(live.Over, () => _ = SendOutAsync(live));
    }

    private async Task<SocketEnd?> DoAsync(SocketIoPacket packet, JsonElement? data)
    {
        switch (packet.Type)
        {
            case SocketIoPacketType.Disconnect:
                await LeaveAsync();
                timer.Change(patience, Timeout.InfiniteTimeSpan);
                return null;

            case SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent:
                var arguments = data!.Value;
                var client = new AnsweringClient(_client);
                // Its name was looked at when it was read.
                await calls.RunAsync(_caller!, client, arguments[0].GetString()!, arguments.GetArrayLength() > 1 ? arguments[1] : Nothing);
                if (packet.AckId is { } ack)
                {
                    await connection.SendAsync(SocketIoText.Ack(ack, client.Answer), CancellationToken.None);
                }

                return null;

            default:
                // Answers that nobody has asked for.
                return null;
        }
    }

    /// <summary>Somebody whose credentials are no good any more does not come back with them; everybody else's client connects again by itself.</summary>
    private async Task SendOutAsync(LiveConnection live)
    {
        var end = await live.Over;
        if (end.CloseCode is SocketCloseCodes.Unauthorised or SocketCloseCodes.Forbidden)
        {
            await connection.SendAsync(SocketIoText.Disconnect, CancellationToken.None);
        }

        connection.End(end);
    }

    private async Task<SocketEnd> TellAsync(SocketEnd end)
    {
        if (_caller is not null)
        {
            await _client.SendAsync("error", new { message = end.Message, code = end.Code });
        }

        return end;
    }

    private async Task LeaveAsync()
    {
        if (_caller is { } caller)
        {
            _caller = null;
            _live?.Dispose();
            await HubConnection.Of(caller).DisposeAsync();
        }
    }
}
