using MeetingIntel.Testing.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace MeetingIntel.Bench.Journal;

/// <summary>What the journal is measured against: one prepared INSERT and its commit per event, over many connections.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly List<NpgsqlCommand> _inserts = [];

    public static async Task<Peer> CreateAsync(TestDatabase database, int connections, string data)
    {
        await database.ExecuteAsync("DROP TABLE IF EXISTS peer; CREATE TABLE peer (LIKE session_events INCLUDING ALL)");
        var peer = new Peer();
        for (var i = 0; i < connections; i++)
        {
            var insert = new NpgsqlCommand("INSERT INTO peer VALUES ($1, $2, 'org', now(), 'transcript.gap', $3, $4)", await database.ConnectAsync());
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"sess_{i}", NpgsqlDbType = NpgsqlDbType.Text });
            insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = 0, NpgsqlDbType = NpgsqlDbType.Bigint });
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = data, NpgsqlDbType = NpgsqlDbType.Jsonb });
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.NewGuid(), NpgsqlDbType = NpgsqlDbType.Uuid });
            await insert.PrepareAsync();
            peer._inserts.Add(insert);
        }

        return peer;
    }

    public Task InsertAsync(int connection)
    {
        var insert = _inserts[connection];
        ((NpgsqlParameter<long>)insert.Parameters[1]).TypedValue++;
        return insert.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var insert in _inserts)
        {
            await insert.Connection!.DisposeAsync();
            await insert.DisposeAsync();
        }
    }
}
