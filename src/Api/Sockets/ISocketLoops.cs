using System.Net.WebSockets;
using MeetingIntel.Api.Identity.Limits;

namespace MeetingIntel.Api.Sockets;

/// <summary>The two halves of a conversation over a socket. Disposed after both have ended, or after <see cref="ReceiveAsync"/> was told to take no more notice.</summary>
internal interface ISocketLoops : IAsyncDisposable
{
    /// <summary>A receive that is still under way after <see cref="ReceiveAsync"/> has ended.</summary>
    Task Outstanding => Task.CompletedTask;

    /// <summary>Since when, as a timestamp, nothing but the peer is waited for; <see langword="null"/>: it is not, or it has nothing to say.</summary>
    long? QuietSince => null;

    /// <summary>Takes what the peer sends; begins after <see cref="SendAsync"/> has begun.</summary>
    /// <param name="socket">The socket. Receives must not be cancelled: that would tear the connection.</param>
    /// <param name="sender">For short answers.</param>
    /// <param name="stop">Once cancelled, whatever still comes is thrown away.</param>
    /// <returns>When the peer said goodbye or misbehaved.</returns>
    Task<SocketEnd> ReceiveAsync(WebSocket socket, SocketSender sender, CancellationToken stop);

    /// <summary>Sends what is to be sent.</summary>
    /// <param name="sender">Where to.</param>
    /// <param name="stop">Ends the loop.</param>
    /// <returns>When there is nothing more to say.</returns>
    Task<SocketEnd> SendAsync(SocketSender sender, CancellationToken stop);
}

/// <summary>What came of an upgrade request.</summary>
/// <param name="Loops">The conversation; <see langword="null"/> when there is none.</param>
/// <param name="Refusal">Why there is none.</param>
internal readonly record struct SocketOpening(ISocketLoops? Loops, SocketEnd? Refusal)
{
    /// <summary>Who converses, and how long they may; <see langword="null"/>: nobody was let in.</summary>
    public LiveConnection? Connection { get; init; }

    /// <summary>A conversation.</summary>
    /// <param name="loops">Its halves.</param>
    public static SocketOpening Of(ISocketLoops loops) => new(loops, null);

    /// <summary>A refusal.</summary>
    /// <param name="refusal">Why.</param>
    public static SocketOpening Refused(SocketEnd refusal) => new(null, refusal);
}
