using System.Net.WebSockets;
using MeetingIntel.Api.Sockets;

namespace MeetingIntel.Api.EngineIo;

/// <summary>Why connections over Engine.IO end, besides what ends others.</summary>
internal static class EngineEnds
{
    /// <summary>Something that is no packet, or not one for a client to send.</summary>
    public static SocketEnd BadPacket { get; } = new(SocketCloseCodes.BadRequest, "socketio.bad-packet", "The client sent something that is no packet of the protocol, or not one for a client to send.");

    /// <summary>A message, or a request with several, that is too large.</summary>
    public static SocketEnd TooLarge { get; } = new((int)WebSocketCloseStatus.MessageTooBig, "socketio.too-large", "A message, and all messages of one request together, must not be larger than 1,000,000 bytes.");

    /// <summary>The client did not answer in time.</summary>
    public static SocketEnd Silent { get; } = new(SocketCloseCodes.TimedOut, "socketio.ping-timeout", "The client did not answer a ping in time.");

    /// <summary>Two requests of the same kind at once.</summary>
    public static SocketEnd Overlapping { get; } = new(SocketCloseCodes.BadRequest, "socketio.overlapping-requests", "A connection has at most one request that sends and one that receives at a time.");

    /// <summary>A second WebSocket for a connection that has one.</summary>
    public static SocketEnd NotUpgradable { get; } = new(SocketCloseCodes.BadRequest, "socketio.not-upgradable", "The connection has a WebSocket, or is getting one, or is over.");
}
