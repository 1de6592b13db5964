using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Connections;

/// <summary>
/// Runs statements for one organisation, as a role to which the database shows no other's rows: a query that forgets to ask for the organisation finds nothing
/// foreign, and can write nothing foreign. It keeps the connections for this to itself: nobody gets one without saying for whom. Open only to a benchmark that
/// leaves it out.
/// </summary>
internal class TenantDatabase : IAsyncDisposable
{
    // Stays with the connection, so that it need not be said again.
    private const string Enter = "SELECT set_config('meetingintel.org_id', $1, false)";

    private readonly ConnectionOrganisations _organisations;
    private readonly NpgsqlDataSource _connections;
    private readonly Database _database;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="connections">Say where the database is.</param>
    public TenantDatabase(StorageConnections connections)
    {
        _organisations = new(connections.TenantConnections);
        _connections = connections.CreateTenants(_organisations.Forget);
        _database = new(_connections);
    }

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

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _connections.DisposeAsync();
    }

    /// <summary>What goes before a statement on a connection that is for nobody yet, or for somebody else.</summary>
    /// <param name="orgId">The organisation.</param>
    protected virtual IReadOnlyList<NpgsqlBatchCommand> EnterAs(string orgId) => [Statement.Of(Enter, orgId)];

    private async Task<List<T>> RunAsync<T>(
        NpgsqlConnection connection, string orgId, IReadOnlyList<NpgsqlBatchCommand> holds, NpgsqlBatchCommand statement, Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(orgId);
        // Whoever fails from here leaves it open: what was said in a transaction that came to nothing was not said.
        var isThere = string.Equals(_organisations.Take(connection), orgId, StringComparison.Ordinal);
        IReadOnlyList<NpgsqlBatchCommand> before = isThere ? holds : [.. EnterAs(orgId), .. holds];
        var rows = await Statement.RunAsync(connection, [.. before, statement], skip: before.Count, read, cancellationToken);
        _organisations.Put(connection, orgId);
        return rows;
    }
}
