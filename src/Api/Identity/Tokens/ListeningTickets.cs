using System.Text.Json;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Tokens;

/// <summary>
/// Tickets for the players of browsers, which set no header and ask for a range again and again: in the address, so good for one recording, and for some minutes.
/// </summary>
internal sealed class ListeningTickets(TicketStore store, CredentialReader credentials, TimeProvider time)
{
    /// <summary>How long one is good, unless what its owner came with expires before that.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Makes one.</summary>
    /// <param name="caller">For whom.</param>
    /// <param name="sessionId">The recording's session.</param>
    /// <param name="recordingId">The recording.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The ticket, and how long it is good.</returns>
    public async Task<(string Ticket, TimeSpan Lifetime)> CreateAsync(Caller caller, string sessionId, string recordingId, CancellationToken cancellationToken)
    {
        var ticket = RandomToken.Create(SocketTickets.Prefix);
        var lifetime = caller.ValidUntil - time.GetUtcNow() is { } left && left < Lifetime ? left : Lifetime;
        await store.AddAsync(Hash(ticket, sessionId, recordingId), JsonSerializer.Serialize(caller), lifetime, cancellationToken);
        return (ticket, lifetime);
    }

    /// <summary>Looks at one; it stays good.</summary>
    /// <param name="ticket">What somebody sent.</param>
    /// <param name="sessionId">The session that they named.</param>
    /// <param name="recordingId">The recording that they named.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whom it was made for, as things stand now; or <c>auth.invalid-token</c>, <c>auth.expired</c>, <c>auth.revoked</c>.</returns>
    public async ValueTask<GrainResult<Caller>> ReadAsync(string ticket, string sessionId, string recordingId, CancellationToken cancellationToken) =>
        await store.FindAsync(Hash(ticket, sessionId, recordingId), cancellationToken) is { } kept && JsonSerializer.Deserialize<Caller>(kept) is { } caller
            ? await credentials.ReadAgainAsync(caller, cancellationToken)
            : AccessErrors.InvalidToken;

    /// <summary>With the recording in it, it opens no other. It begins with what no ticket begins with: else all of this, sent as a socket's ticket, would open a socket.</summary>
    private static byte[] Hash(string ticket, string sessionId, string recordingId) => RandomToken.Hash($"listen {sessionId}/{recordingId} {ticket}");
}
