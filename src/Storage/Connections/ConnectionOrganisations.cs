using System.Collections.Concurrent;
using Npgsql;

namespace MeetingIntel.Storage.Connections;

/// <summary>
/// Remembers for which organisation each connection stands, so that it need not be told before each statement. What is not known for sure is not remembered: then it
/// is told again. A connection is known by its process in the server, so one to a pooler that hands processes around must not be used; neither could it keep its role.
/// </summary>
/// <param name="connections">How many there are at most.</param>
internal sealed class ConnectionOrganisations(int connections)
{
    // Of connections that are gone, a few may be left.
    private readonly int _most = connections * 4;
    private readonly ConcurrentDictionary<(string? Host, int Process), string> _organisations = new();

    /// <summary>A connection has begun: the server may have given it the number of one that is gone.</summary>
    /// <param name="connection">Open.</param>
    public void Forget(NpgsqlConnection connection)
    {
        if (_organisations.Count >= _most)
            _organisations.Clear();
        Take(connection);
    }

    /// <summary>For whom it stands. It is for nobody then, until <see cref="Put"/>.</summary>
    /// <param name="connection">Open, and nobody else's.</param>
    /// <returns><see langword="null"/>: unknown.</returns>
    public string? Take(NpgsqlConnection connection) => _organisations.TryRemove(KeyOf(connection), out var organisation) ? organisation : null;

    /// <summary>A transaction that told it has come to its end.</summary>
    /// <param name="connection">Open, and nobody else's.</param>
    /// <param name="orgId">For whom.</param>
    public void Put(NpgsqlConnection connection, string orgId) => _organisations[KeyOf(connection)] = orgId;

    private static (string? Host, int Process) KeyOf(NpgsqlConnection connection) => (connection.Host, connection.ProcessID);
}
