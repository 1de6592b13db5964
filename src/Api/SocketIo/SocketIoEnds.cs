using MeetingIntel.Api.Sockets;

namespace MeetingIntel.Api.SocketIo;

/// <summary>Why conversations over Socket.IO end, besides what ends others.</summary>
internal static class SocketIoEnds
{
    /// <summary>Something that is no packet, or not one for a client to send.</summary>
    public static SocketEnd BadPacket { get; } = new(SocketCloseCodes.BadRequest, "socketio.bad-packet", "The client sent something that is no packet of the protocol, or not one for a client to send.");

    /// <summary>Something before it was said who is there.</summary>
    public static SocketEnd NotConnected { get; } = new(SocketCloseCodes.BadRequest, "socketio.not-connected", "The first packet must ask for the main namespace, and nothing else is heard before that is granted.");

    /// <summary>Nobody said who is there.</summary>
    public static SocketEnd NeverConnected { get; } = new(SocketCloseCodes.TimedOut, "socketio.connect-timeout", "The client did not ask for the main namespace in time.");
}
