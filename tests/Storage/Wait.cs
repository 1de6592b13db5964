using MeetingIntel.Testing.Postgres;
using Npgsql;

namespace MeetingIntel.Storage.Tests;

/// <summary>Waits for signals; a time-out names what was waited for.</summary>
internal static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task<T> InTimeAsync<T>(this Task<T> task, string phase)
    {
        try
        {
            return await task.WaitAsync(Limit);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Waited in vain: {phase}.", exception);
        }
    }

    public static async Task InTimeAsync(this Task task, string phase) => await WithResultAsync(task).InTimeAsync(phase);

    /// <summary>Waits until so many connections to the database wait for a lock.</summary>
    public static Task BlockedAsync(TestDatabase database, int connections = 1) => PollAsync(
        database,
        $"SELECT count(*) >= {connections} FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        $"{connections} connection(s) blocked by the test's lock");

    /// <summary>Waits until a condition holds in the database. The database does the pausing.</summary>
    public static async Task PollAsync(TestDatabase database, string condition, string phase)
    {
        await using var connection = await database.ConnectAsync();
        await using var command = new NpgsqlCommand($"SELECT ({condition}), pg_sleep(0.005)", connection);
        var deadline = TimeProvider.System.GetTimestamp();
        while (await command.ExecuteScalarAsync() is not true)
        {
            if (TimeProvider.System.GetElapsedTime(deadline) > Limit)
                throw new TimeoutException($"Waited in vain: {phase}.");
        }
    }

    private static async Task<bool> WithResultAsync(Task task)
    {
        await task;
        return true;
    }
}
