using System.Diagnostics;
using System.Text;
using MeetingIntel.Testing.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace MeetingIntel.Bench.Telemetry;

/// <summary>The same straight into and out of the same tables, prepared, without HTTP.</summary>
internal static class Direct
{
    /// <summary>Channels that nobody else writes, and new ones each time.</summary>
    private static int _channels = 1_000_000;

    /// <summary>One INSERT of many rows for each request.</summary>
    public static async Task<double> InsertAsync(TestDatabase database, int clients, int rows, TimeSpan length)
    {
        var sql = new StringBuilder("INSERT INTO telemetry_points (org_number, channel_id, at, key, value) VALUES ");
        sql.AppendJoin(',', Enumerable.Range(0, rows).Select(i => $"(${(i * 5) + 1},${(i * 5) + 2},${(i * 5) + 3},${(i * 5) + 4},${(i * 5) + 5})"));
        var commands = new List<NpgsqlCommand>();
        for (var client = 0; client < clients; client++)
        {
            var command = new NpgsqlCommand(sql.ToString(), await database.ConnectAsync());
            for (var i = 0; i < rows; i++)
            {
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 1 });
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _channels + (client * 10) + (i % 10) });
                command.Parameters.Add(new NpgsqlParameter<DateTime> { NpgsqlDbType = NpgsqlDbType.TimestampTz });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = i });
                command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = i * 0.25 });
            }

            await command.PrepareAsync();
            commands.Add(command);
        }

        _channels += clients * 10;
        var begin = new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);
        var requests = await RunAsync(commands, length, (command, number) =>
        {
            for (var i = 0; i < rows; i++)
            {
                ((NpgsqlParameter<DateTime>)command.Parameters[(i * 5) + 2]).TypedValue = begin.AddSeconds(number).AddMilliseconds(i * 0.1);
            }
        });
        return requests * rows;
    }

    /// <summary>The same question again and again.</summary>
    public static async Task<double> QueryAsync(TestDatabase database, int clients, string sql, TimeSpan length, params object[] values)
    {
        var commands = new List<NpgsqlCommand>();
        for (var client = 0; client < clients; client++)
        {
            var connection = await database.ConnectAsync();
            await using (var settings = new NpgsqlCommand("SET jit = off", connection))
            {
                await settings.ExecuteNonQueryAsync();
            }

            var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            await command.PrepareAsync();
            commands.Add(command);
        }

        return await RunAsync(commands, length, static (_, _) => { }, read: true);
    }

    /// <returns>Requests a second.</returns>
    private static async Task<double> RunAsync(List<NpgsqlCommand> commands, TimeSpan length, Action<NpgsqlCommand, int> change, bool read = false)
    {
        var (requests, started) = (0, Stopwatch.GetTimestamp());
        await Task.WhenAll(commands.Select(async command =>
        {
            var number = 0;
            while (Stopwatch.GetElapsedTime(started) < length)
            {
                change(command, ++number);
                if (read)
                {
                    await using var reader = await command.ExecuteReaderAsync();
                    while (await reader.ReadAsync())
                    {
                        for (var column = 0; column < reader.FieldCount; column++)
                        {
                            reader.GetValue(column);
                        }
                    }
                }
                else
                {
                    await command.ExecuteNonQueryAsync();
                }

                Interlocked.Increment(ref requests);
            }
        }));
        var rate = requests / Stopwatch.GetElapsedTime(started).TotalSeconds;
        foreach (var command in commands)
        {
            await command.Connection!.DisposeAsync();
            await command.DisposeAsync();
        }

        return rate;
    }
}
