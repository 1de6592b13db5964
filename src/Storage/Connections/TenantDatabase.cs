using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Connections;

/// <summary>
/// Runs statements for one organisation, as a role to which the database shows no other's rows: a query that forgets to ask for the organisation finds nothing
/// foreign, and can write nothing foreign. Open only to a benchmark that leaves it out.
/// </summary>
internal class TenantDatabase(StorageConnections connections)
{
    // Travels with the statement, and holds as long as the transaction that the two are.
    private const string Enter = "SELECT set_config('meetingintel.org_id', $1, true)";

    private readonly Database _database = new(connections.Tenants);

    /// <summary>Runs a query.</summary>
    /// <typeparam name="T">A row.</typeparam>
    /// <param name="orgId">The organisation.</param>
    /// <param name="query">Reads only.</param>
    /// <param name="read">Reads one row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    public Task<List<T>> QueryAsync<T>(string orgId, NpgsqlBatchCommand query, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        _database.ReadAsync((connection, token) => RunAsync(connection, orgId, [], Statement.Again(query), read, token), cancellationToken);

    /// <summary>Runs a statement that writes.</summary>
    /// <typeparam name="T">A row.</typeparam>
    /// <param name="orgId">The organisation.</param>
    /// <param name="statement">What to do; gives rows.</param>
    /// <param name="read">Reads one row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away; whether it was done is open.</exception>
    public Task<List<T>> WriteAsync<T>(string orgId, NpgsqlBatchCommand statement, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        WriteAsync(orgId, [], statement, read, cancellationToken);

    /// <summary>What goes before a statement.</summary>
    /// <param name="orgId">The organisation.</param>
    protected virtual IReadOnlyList<NpgsqlBatchCommand> EnterAs(string orgId) => [Statement.Of(Enter, orgId)];

    /// <summary>Runs a statement that writes, after others that hold what it is about: what those waited for it sees.</summary>
    /// <typeparam name="T">A row.</typeparam>
    /// <param name="orgId">The organisation.</param>
    /// <param name="holds">Lock rows; each gives rows, which nobody reads.</param>
    /// <param name="statement">What to do then, in the same transaction; gives rows.</param>
    /// <param name="read">Reads one row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away; whether it was done is open.</exception>
    public Task<List<T>> WriteAsync<T>(
        string orgId, IReadOnlyList<NpgsqlBatchCommand> holds, NpgsqlBatchCommand statement, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, token) => RunAsync(connection, orgId, holds, statement, read, token), cancellationToken);

    private Task<List<T>> RunAsync<T>(
        NpgsqlConnection connection, string orgId, IReadOnlyList<NpgsqlBatchCommand> holds, NpgsqlBatchCommand statement, Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(orgId);
        IReadOnlyList<NpgsqlBatchCommand> before = [.. EnterAs(orgId), .. holds];
        return Statement.RunAsync(connection, [.. before, statement], skip: before.Count, read, cancellationToken);
    }
}
