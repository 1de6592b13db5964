using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Identity;

/// <summary>Tickets that stand in addresses, good at whichever front-end they reach.</summary>
public sealed class TicketStore
{
    private readonly Database _database;
    private readonly TimeProvider _time;

    internal TicketStore(Database database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Makes one valid.</summary>
    /// <param name="ticketHash">What is kept of it.</param>
    /// <param name="caller">Whom it stands for, as JSON.</param>
    /// <param name="lifetime">How long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task AddAsync(byte[] ticketHash, string caller, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        return _database.WriteAsync(
            [
                Statement.Of("DELETE FROM socket_tickets WHERE ticket_hash IN (SELECT ticket_hash FROM socket_tickets WHERE expires_at < $1 LIMIT 10)", now),
                Statement.Of("INSERT INTO socket_tickets (ticket_hash, caller, expires_at) VALUES ($1, $2, $3)", ticketHash, caller, now + lifetime),
            ],
            row => row.FieldCount,
            cancellationToken);
    }

    /// <summary>Uses one up.</summary>
    /// <param name="ticketHash">What is kept of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whom it stands for; <see langword="null"/>: it is none, was used or has expired.</returns>
    public async Task<string?> UseAsync(byte[] ticketHash, CancellationToken cancellationToken) =>
        (await _database.WriteAsync(
            [
                Statement.Of(
                    "WITH used AS (DELETE FROM socket_tickets WHERE ticket_hash = $1 RETURNING caller, expires_at) SELECT caller FROM used WHERE expires_at > $2",
                    ticketHash, _time.GetUtcNow()),
            ],
            row => row.GetString(0),
            cancellationToken)).SingleOrDefault();

    /// <summary>Looks at one that is good more than once.</summary>
    /// <param name="ticketHash">What is kept of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whom it stands for; <see langword="null"/>: it is none, or has expired.</returns>
    public async Task<string?> FindAsync(byte[] ticketHash, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(
            Statement.Of("SELECT caller FROM socket_tickets WHERE ticket_hash = $1 AND expires_at > $2", ticketHash, _time.GetUtcNow()),
            row => row.GetString(0),
            cancellationToken)).SingleOrDefault();
}
