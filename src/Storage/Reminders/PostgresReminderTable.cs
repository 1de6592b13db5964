using System.Globalization;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;
using NpgsqlTypes;

namespace MeetingIntel.Storage.Reminders;

/// <summary>Reminders in the database, beside what they remind of. When it is away, calls fail with <see cref="JournalUnavailableException"/>.</summary>
/// <param name="connections">Where the schema of this project is.</param>
public sealed class PostgresReminderTable(NpgsqlDataSource connections) : IReminderTable
{
    private const string Columns = "grain_id, name, start_at, period, etag";

    private const string Upsert =
        """
        INSERT INTO reminders (grain_id, name, hash, start_at, period, etag) VALUES ($1, $2, $3, $4, $5, gen_random_uuid())
        ON CONFLICT (grain_id, name) DO UPDATE SET start_at = excluded.start_at, period = excluded.period, etag = excluded.etag
        RETURNING etag::text
        """;

    private readonly Database _database = new(connections);

    /// <inheritdoc/>
    public async Task<ReminderTableData> ReadRows(GrainId grainId) =>
        new(await SelectAsync("grain_id = $1", command => command.AddText(grainId.ToString())));

    /// <inheritdoc/>
    public async Task<ReminderTableData> ReadRows(uint begin, uint end) =>
        new(await SelectAsync(begin < end ? "hash > $1 AND hash <= $2" : "(hash > $1 OR hash <= $2)", command => command.AddNumber(begin).AddNumber(end)));

    /// <inheritdoc/>
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        (await SelectAsync("grain_id = $1 AND name = $2", command => command.AddText(grainId.ToString()).AddText(reminderName))).SingleOrDefault();

    /// <inheritdoc/>
    public Task<string?> UpsertRow(ReminderEntry entry) =>
        _database.WriteAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(Upsert, connection);
                command.AddText(entry.GrainId.ToString())
                    .AddText(entry.ReminderName)
                    .AddNumber(entry.GrainId.GetUniformHashCode())
                    .AddMoment(new DateTimeOffset(DateTime.SpecifyKind(entry.StartAt, DateTimeKind.Utc)));
                command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = entry.Period, NpgsqlDbType = NpgsqlDbType.Interval });
                return (string?)await command.ExecuteScalarAsync(token);
            },
            CancellationToken.None);

    /// <inheritdoc/>
    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        _database.WriteAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand("DELETE FROM reminders WHERE grain_id = $1 AND name = $2 AND etag::text = $3", connection);
                return await command.AddText(grainId.ToString()).AddText(reminderName).AddText(eTag).ExecuteNonQueryAsync(token) == 1;
            },
            CancellationToken.None);

    /// <inheritdoc/>
    public Task TestOnlyClearTable() =>
        _database.WriteAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand("DELETE FROM reminders", connection);
                return await command.ExecuteNonQueryAsync(token);
            },
            CancellationToken.None);

    private Task<List<ReminderEntry>> SelectAsync(string condition, Func<NpgsqlCommand, NpgsqlCommand> addParameters) =>
        _database.ReadAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand($"SELECT {Columns} FROM reminders WHERE {condition}", connection);
                return await addParameters(command).ReadAllAsync(Read, token);
            },
            CancellationToken.None);

    private static ReminderEntry Read(NpgsqlDataReader row) => new()
    {
        GrainId = GrainId.Parse(row.GetString(0), CultureInfo.InvariantCulture),
        ReminderName = row.GetString(1),
        StartAt = row.GetDateTime(2),
        Period = row.GetTimeSpan(3),
        ETag = row.GetGuid(4).ToString(),
    };
}
