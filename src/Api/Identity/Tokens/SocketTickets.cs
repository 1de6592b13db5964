using System.Text.Json;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Tokens;

/// <summary>Tickets for browsers, which can't set a header on a socket: in the address, so good once and for half a minute.</summary>
internal sealed class SocketTickets(TicketStore store, CredentialReader credentials)
{
    /// <summary>How long one is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>What tickets begin with.</summary>
    public const string Prefix = "mit_";

    /// <summary>Whether a text may be a ticket.</summary>
    /// <param name="text">What somebody sent.</param>
    public static bool IsTicket(string text) => text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length < 100;

    /// <summary>Makes one.</summary>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string> CreateAsync(Caller caller, CancellationToken cancellationToken)
    {
        var ticket = RandomToken.Create(Prefix);
        await store.AddAsync(RandomToken.Hash(ticket), JsonSerializer.Serialize(caller), Lifetime, cancellationToken);
        return ticket;
    }

    /// <summary>Uses one up.</summary>
    /// <param name="ticket">What somebody sent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whom it was made for, as things stand now; or <c>auth.invalid-token</c>, <c>auth.expired</c>, <c>auth.revoked</c>.</returns>
    public async ValueTask<GrainResult<Caller>> RedeemAsync(string ticket, CancellationToken cancellationToken) =>
        await store.UseAsync(RandomToken.Hash(ticket), cancellationToken) is { } kept && JsonSerializer.Deserialize<Caller>(kept) is { } caller
            ? await credentials.ReadAgainAsync(caller, cancellationToken)
            : AccessErrors.InvalidToken;
}
