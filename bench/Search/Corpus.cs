using System.Globalization;
using MeetingIntel.Testing.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace MeetingIntel.Bench.Search;

/// <summary>Two years of meetings of a large organisation, a middling one and a hundred small ones, in one table.</summary>
internal sealed class Corpus(Language language, int segments)
{
    public const string Large = "org_large";
    public const string Middling = "org_middling";
    public const int Speakers = 40;
    public const int Months = 24;

    private const int SegmentsOfSession = 300;
    private const int SegmentsOfNote = 50;
    private const int SmallOrganisations = 100;

    /// <summary>When all of it began.</summary>
    public static DateTime Began { get; } = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Sentences of the large organisation, to ask about.</summary>
    public List<string> Samples { get; } = [];

    /// <summary>How many sessions there are.</summary>
    public int Sessions => (segments + SegmentsOfSession - 1) / SegmentsOfSession;

    /// <summary>The organisation of a session: seven in ten are the large one's, two the middling one's.</summary>
    public static string OrganisationOf(int session) => (session % 10) switch
    {
        < 7 => Large,
        < 9 => Middling,
        _ => Small(session / 10 % SmallOrganisations),
    };

    /// <summary>A small organisation.</summary>
    public static string Small(int number) => string.Create(CultureInfo.InvariantCulture, $"org_small_{number}");

    /// <summary>The session of that number.</summary>
    public static string SessionId(int number) => string.Create(CultureInfo.InvariantCulture, $"sess_{number:D32}");

    /// <summary>A word that only one month knows, in one of twenty sentences.</summary>
    public static string MonthWord(int month) => string.Create(CultureInfo.InvariantCulture, $"project{(char)('a' + month)}");

    /// <summary>Writes all of it, and what follows from it as the migration does.</summary>
    /// <param name="database">With the schema of this build.</param>
    /// <param name="fill">The migration's statement that fills the table of what can be found.</param>
    public async Task WriteAsync(TestDatabase database, string fill)
    {
        await using var connection = await database.ConnectAsync();
        await WriteSessionsAsync(connection);
        await WriteSegmentsAsync(connection);
        await ExecuteAsync(
            connection,
            $$"""
            INSERT INTO notes (session_id, id, org_id, observed_at, speaker, content, type, tags, created_at, updated_at, version, seq)
            SELECT session_id, replace(id, 'seg', 'note'), org_id, at, speaker, text, 'observation', ARRAY['tag' || seq / {{SegmentsOfNote}} % 20], at, at, 1, seq FROM segments WHERE seq % {{SegmentsOfNote}} = 0;
            INSERT INTO insights (session_id, id, org_id, kind, text, status, segment_ids, source, seq, position, at)
            SELECT session_id, replace(id, 'seg', 'ins'), org_id, 'decision', text, 'settled', ARRAY[id], 'bench', seq, 0, at FROM segments WHERE seq % {{SegmentsOfNote}} = 1
            """);
        // The journal writes each as it comes.
        await ExecuteAsync(connection, "DROP INDEX search_entries_by_words");
        await ExecuteAsync(connection, fill);
        await ExecuteAsync(connection, "CREATE INDEX search_entries_by_words ON search_entries USING gin (words) WITH (gin_pending_list_limit = 1024)");
        await ExecuteAsync(connection, "VACUUM ANALYZE");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private async Task WriteSessionsAsync(NpgsqlConnection connection)
    {
        await using var rows = await connection.BeginBinaryImportAsync(
            "COPY sessions (id, org_id, owner_id, name, type, meeting_info, meeting_brief, competitive_intelligence, agent_capabilities, status, created_at) FROM STDIN (FORMAT binary)");
        for (var session = 0; session < Sessions; session++)
        {
            await rows.StartRowAsync();
            foreach (var text in (string[])[SessionId(session), OrganisationOf(session), "user", "Bench", "meeting"])
                await rows.WriteAsync(text, NpgsqlDbType.Text);
            await rows.WriteAsync("{}", NpgsqlDbType.Json);
            foreach (var text in (string[])["", "", "", "ended"])
                await rows.WriteAsync(text, NpgsqlDbType.Text);
            await rows.WriteAsync(At(session * SegmentsOfSession), NpgsqlDbType.TimestampTz);
        }

        await rows.CompleteAsync();
    }

    private async Task WriteSegmentsAsync(NpgsqlConnection connection)
    {
        await using var rows = await connection.BeginBinaryImportAsync(
            "COPY segments (session_id, seq, id, org_id, channel, speaker, start_s, end_s, text, words, provider, at) FROM STDIN (FORMAT binary)");
        for (var number = 0; number < segments; number++)
        {
            var (session, seq) = (number / SegmentsOfSession, (number % SegmentsOfSession) + 1);
            var text = language.Sentence() + (language.Next(0, 20) == 0 ? " " + MonthWord((At(number) - Began).Days / 31) : "");
            if (number % 101 == 0 && OrganisationOf(session) == Large)
                Samples.Add(text);
            await rows.StartRowAsync();
            await rows.WriteAsync(SessionId(session), NpgsqlDbType.Text);
            await rows.WriteAsync((long)seq, NpgsqlDbType.Bigint);
            await rows.WriteAsync($"seg_{Guid.NewGuid():N}", NpgsqlDbType.Text);
            await rows.WriteAsync(OrganisationOf(session), NpgsqlDbType.Text);
            await rows.WriteAsync("mic", NpgsqlDbType.Text);
            await rows.WriteAsync($"Speaker {language.Next(0, Speakers)}", NpgsqlDbType.Text);
            await rows.WriteAsync(seq * 5.0, NpgsqlDbType.Double);
            await rows.WriteAsync((seq * 5.0) + 4, NpgsqlDbType.Double);
            await rows.WriteAsync(text, NpgsqlDbType.Text);
            await rows.WriteAsync("[]", NpgsqlDbType.Json);
            await rows.WriteAsync("bench", NpgsqlDbType.Text);
            await rows.WriteAsync(At(number), NpgsqlDbType.TimestampTz);
        }

        await rows.CompleteAsync();
    }

    private DateTime At(int number) => Began.AddDays(Months * 30.4 * number / segments);
}
