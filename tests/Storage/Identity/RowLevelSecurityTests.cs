using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Tests.Identity;

/// <summary>The second lock: with every check in code forgotten, the database shows and takes no foreign row.</summary>
public sealed class RowLevelSecurityTests(PostgresServer server)
{
    private const string Mine = "org_mine";
    private const string Theirs = "org_theirs";

    /// <summary>A row of each table for one organisation. A table that is not here fails the test below, so none is forgotten.</summary>
    private static readonly Dictionary<string, string> Rows = new(StringComparer.Ordinal)
    {
        ["orgs"] = "INSERT INTO orgs (id, name, created_at) VALUES ('{0}', 'x', now())",
        ["users"] = "INSERT INTO users (id, name, created_at) VALUES ('user_{0}', 'x', now())",
        ["memberships"] = "INSERT INTO memberships (org_id, user_id, role, created_at) VALUES ('{0}', 'user_{0}', 'admin', now())",
        ["invitations"] = "INSERT INTO invitations (id, org_id, email, role, token_hash, invited_by, created_at, expires_at) VALUES ('inv_{0}', '{0}', 'x', 'member', '{0}', 'x', now(), now())",
        ["logins"] = "INSERT INTO logins (id, user_id, org_id, created_at, expires_at) VALUES ('login_{0}', 'user_{0}', '{0}', now(), now())",
        ["password_resets"] = "INSERT INTO password_resets (token_hash, user_id, org_id, created_by, created_at, expires_at) VALUES ('{0}', 'user_{0}', '{0}', 'x', now(), now())",
        ["ended_memberships"] = "INSERT INTO ended_memberships (issuer, subject, org_id, ended_at) VALUES ('x', 'x', '{0}', now())",
        ["api_keys"] = "INSERT INTO api_keys (id, org_id, name, prefix, key_hash, scopes, created_by, created_at) VALUES ('key_{0}', '{0}', 'x', 'x', '{0}', '{{}}', 'x', now())",
        ["share_links"] = "INSERT INTO share_links (id, org_id, session_id, token_hash, created_by, created_at, expires_at) VALUES ('share_{0}', '{0}', 'sess_{0}', '{0}', 'x', now(), now())",
        ["oauth_tokens"] = "INSERT INTO oauth_tokens (org_id, session_id, vendor, user_id, sealed, key_id, created_at) VALUES ('{0}', 'sess_{0}', 'x', 'x', 'x', 'x', now())",
        ["provider_credentials"] = "INSERT INTO provider_credentials (org_id, provider, sealed, key_id, hint, updated_by, updated_at) VALUES ('{0}', 'x', 'x', 'x', 'x', 'x', now())",
        ["audit_entries"] = "INSERT INTO audit_entries (org_id, at, actor, action) VALUES ('{0}', now(), 'x', 'x')",
        ["sessions"] =
            """
            INSERT INTO sessions (id, org_id, owner_id, name, type, meeting_info, meeting_brief, competitive_intelligence, agent_capabilities, status, created_at)
            VALUES ('sess_{0}', '{0}', 'x', 'x', 'x', '{{}}', '', '', '', 'active', now())
            """,
        ["session_events"] = "INSERT INTO session_events (session_id, seq, org_id, at, type, data, append_id) VALUES ('sess_{0}', 1, '{0}', now(), 'session.created', '{{}}', gen_random_uuid())",
        ["audio_channels"] = "INSERT INTO audio_channels (session_id, name, org_id, sample_rate) VALUES ('sess_{0}', 'mic', '{0}', 16000)",
        ["segments"] = "INSERT INTO segments (session_id, seq, id, org_id, channel, start_s, end_s, text, words, provider, at) VALUES ('sess_{0}', 1, 'seg_{0}', '{0}', 'mic', 0, 1, 'x', '[]', 'x', now())",
        ["segment_versions"] = "INSERT INTO segment_versions (session_id, segment_id, seq, org_id, version, text) VALUES ('sess_{0}', 'seg_{0}', 1, '{0}', 1, 'x')",
        ["transcript_changes"] = "INSERT INTO transcript_changes (session_id, seq, org_id, at) VALUES ('sess_{0}', 1, '{0}', now())",
        ["notes"] = "INSERT INTO notes (session_id, id, org_id, observed_at, content, type, tags, created_at, updated_at, version, seq) VALUES ('sess_{0}', 'note_{0}', '{0}', now(), 'x', 'system', '{{}}', now(), now(), 1, 1)",
        ["note_versions"] = "INSERT INTO note_versions (session_id, note_id, seq, org_id, at) VALUES ('sess_{0}', 'note_{0}', 1, '{0}', now())",
        ["stt_tasks"] = "INSERT INTO stt_tasks (session_id, id, org_id, audio_chunk_id, status, created_at, updated_at, seq) VALUES ('sess_{0}', 'stt_{0}', '{0}', 'x', 'done', now(), now(), 1)",
        ["recordings"] = "INSERT INTO recordings (session_id, id, org_id, channel, from_offset, to_offset, from_time, to_time, bytes, codec, sha256, at, seq, here) VALUES ('sess_{0}', 'rec_{0}', '{0}', 'mic', 0, 2, 0, 1, 1, 'opus', 'x', now(), 1, true)",
        ["transcript_versions"] = "INSERT INTO transcript_versions (session_id, version, org_id, provider, created_at, status) VALUES ('sess_{0}', 2, '{0}', 'x', now(), 'done')",
        ["transcript_version_progress"] = "INSERT INTO transcript_version_progress (session_id, version, recording_id, org_id, to_offset, to_time) VALUES ('sess_{0}', 2, 'rec_{0}', '{0}', 2, 1)",
        ["transcript_version_segments"] = "INSERT INTO transcript_version_segments (session_id, version, seq, place, org_id, segment) VALUES ('sess_{0}', 2, 1, 1, '{0}', '{{}}')",
        ["telemetry_orgs"] = "INSERT INTO telemetry_orgs (org_id) VALUES ('{0}')",
        ["telemetry_channels"] = "INSERT INTO telemetry_channels (session_id, name, org_id, org_number) SELECT 'sess_{0}', 'p1', '{0}', number FROM telemetry_orgs WHERE org_id = '{0}'",
        ["telemetry_told"] = "INSERT INTO telemetry_told (session_id, channel, org_id, number) VALUES ('sess_{0}', 'p1', '{0}', 1)",
        ["telemetry_crossings"] = "INSERT INTO telemetry_crossings (channel_id, number, org_id, session_id, crossing) VALUES (abs(hashtext('{0}')), 1, '{0}', 'sess_{0}', '{{}}')",
        ["erasures"] = "INSERT INTO erasures (id, session_id, org_id, reason, requested_by, requested_at, rows, channel_ids) VALUES ('erase_{0}', 'sess_{0}', '{0}', 'request', 'x', now(), '{{}}', '{{}}')",
        ["search_entries"] = "INSERT INTO search_entries (session_id, id, org_id, kind, at, words) VALUES ('sess_{0}', 'seg_{0}', '{0}', 'transcript', now(), 'x')",
        ["insights"] = "INSERT INTO insights (session_id, id, org_id, kind, text, status, segment_ids, source, seq, position, at) VALUES ('sess_{0}', 'ins_{0}', '{0}', 'x', 'x', 'open', '{{}}', 'x', 1, 0, now())",
    };

    /// <summary>What no caller's statement may touch at all, whosever rows it holds.</summary>
    private static readonly string[] Closed = ["logins", "telemetry_crossings"];

    [Fact]
    public async Task EveryTableOfAnOrganisation_ForTheTenant_ShowsAndTakesItsOwnRowsOnly()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await FillAsync(storage.Database);
        var tenants = storage.Get<TenantDatabase>();

        foreach (var table in await TablesAsync(storage.Database))
        {
            Assert.True(Rows.ContainsKey(table), $"{table} belongs to organisations and is not in this test.");
            if (Closed.Contains(table))
            {
                await DeniedAsync(tenants, $"SELECT 1 FROM {table}");
                continue;
            }

            var owner = table == "orgs" ? "id" : table == "users" ? "id" : "org_id";
            var own = table == "users" ? $"user_{Mine}" : Mine;
            var seen = await tenants.QueryAsync(Mine, Statement.Of($"SELECT {owner} FROM {table}"), row => row.GetString(0), CancellationToken.None);
            Assert.True(seen.SequenceEqual([own]), $"{table} shows {string.Join(", ", seen)} to {Mine}.");

            Assert.Equal(0, await ChangedAsync(tenants, $"UPDATE {table} SET {owner} = {owner} WHERE {owner} LIKE '%{Theirs}' RETURNING 1"));
            Assert.Equal(0, await ChangedAsync(tenants, $"DELETE FROM {table} WHERE {owner} LIKE '%{Theirs}' RETURNING 1"));
            await DeniedAsync(tenants, string.Format(System.Globalization.CultureInfo.InvariantCulture, Rows[table], Theirs));
        }
    }

    [Fact]
    public async Task EveryOtherTable_ForTheTenant_IsClosed()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var tenants = storage.Get<TenantDatabase>();
        // Those that carry the number of an organisation are looked at below.
        string[] known = [.. await TablesAsync(storage.Database), "telemetry_points", "telemetry_buckets"];

        foreach (var table in (await storage.Database.QueryAsync<string>("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'")).Except(known))
        {
            await DeniedAsync(tenants, $"SELECT 1 FROM {table}");
        }

        await DeniedAsync(tenants, "SELECT password_hash FROM users");
        await DeniedAsync(tenants, "SELECT token_hash FROM password_resets");
        await DeniedAsync(tenants, "DELETE FROM audit_entries");
        await DeniedAsync(tenants, "UPDATE audit_entries SET actor = 'somebody else'");
    }

    /// <summary>A row of one's own is not to be given away either: in another organisation it would open a door there.</summary>
    [Fact]
    public async Task EveryTableThatTheTenantUpdates_KeepsItsRowsInTheOrganisation()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await FillAsync(storage.Database);
        // Nothing but the policy is to stand in the way: no key of another table, no row that is there already.
        await storage.Database.ExecuteAsync("INSERT INTO orgs (id, name, created_at) VALUES ('org_empty', 'x', now())");
        var tables = await storage.Database.QueryAsync<string>(
            "SELECT table_name::text FROM information_schema.column_privileges WHERE grantee = 'meetingintel_tenant' AND privilege_type = 'UPDATE' AND column_name = 'org_id' ORDER BY 1");

        Assert.Equal(["api_keys", "ended_memberships", "invitations", "memberships", "oauth_tokens", "provider_credentials", "share_links"], tables);
        foreach (var table in tables)
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => storage.Get<TenantDatabase>().WriteAsync(
                Mine, Statement.Of($"UPDATE {table} SET org_id = 'org_empty' RETURNING 1"), row => row.GetInt32(0), CancellationToken.None));

            Assert.True(refused.SqlState == PostgresErrorCodes.InsufficientPrivilege && refused.MessageText.Contains("row-level security", StringComparison.Ordinal), $"{table}: {refused.MessageText}");
            Assert.Equal([1L], await storage.Database.QueryAsync<long>($"SELECT count(*) FROM {table} WHERE org_id = '{Mine}'"));
        }
    }

    /// <summary>Rows that carry the number of their organisation.</summary>
    [Fact]
    public async Task EveryTableOfMeasurements_ForTheTenant_ShowsItsOwnRowsOnlyAndTakesNone()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await FillAsync(storage.Database);
        foreach (var org in (string[])[Mine, Theirs])
        {
            await storage.Database.ExecuteAsync($"INSERT INTO telemetry_points (org_number, channel_id, at, key, value) SELECT org_number, id, '2019-01-01Z', 0, 1 FROM telemetry_channels WHERE org_id = '{org}'");
            await storage.Database.ExecuteAsync($"INSERT INTO telemetry_buckets (org_number, channel_id, seconds, at, points, total, lowest, highest) SELECT org_number, id, 60, '2019-01-01Z', 1, 1, 1, 1 FROM telemetry_channels WHERE org_id = '{org}'");
        }

        var tenants = storage.Get<TenantDatabase>();
        var tables = await storage.Database.QueryAsync<string>("SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'org_number' AND table_name NOT LIKE 'telemetry_points_%' ORDER BY 1");
        Assert.Equal(["telemetry_buckets", "telemetry_channels", "telemetry_points"], tables);
        foreach (var table in (string[])["telemetry_buckets", "telemetry_points"])
        {
            var seen = await tenants.QueryAsync(Mine, Statement.Of($"SELECT c.org_id FROM {table} t JOIN telemetry_channels c ON c.id = t.channel_id"), row => row.GetString(0), CancellationToken.None);
            Assert.Equal([Mine], seen);
            Assert.Equal([1L], await tenants.QueryAsync(Mine, Statement.Of($"SELECT count(*) FROM {table}"), row => row.GetInt64(0), CancellationToken.None));
            await DeniedAsync(tenants, $"UPDATE {table} SET channel_id = channel_id RETURNING 1");
            await DeniedAsync(tenants, $"DELETE FROM {table} RETURNING 1");
            await DeniedAsync(tenants, $"INSERT INTO {table} SELECT * FROM {table} RETURNING 1");
        }

        await DeniedAsync(tenants, "SELECT 1 FROM telemetry_points_old");
    }

    [Fact]
    public async Task Tenant_WithoutAnOrganisation_SeesNothing()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await FillAsync(storage.Database);
        await using var connections = storage.Get<StorageConnections>().CreateTenants(_ => { });
        await using var connection = await connections.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM sessions", connection);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync());

        Assert.Equal(PostgresErrorCodes.UndefinedObject, refused.SqlState);
    }

    [Fact]
    public async Task Reads_ForAnotherOrganisation_FindNothing()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()), CancellationToken.None);

        Assert.NotEmpty(await storage.Journal.ReadAsync(Some.Org, "sess_1", 0, 10, CancellationToken.None));
        Assert.Empty(await storage.Journal.ReadAsync(Theirs, "sess_1", 0, 10, CancellationToken.None));
        Assert.Empty(await storage.Transcripts.ListAsync(Theirs, "sess_1", 0, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Append_ForAnotherOrganisation_IsFencedAndWritesNothing()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()), CancellationToken.None);

        var foreign = Some.Append("sess_1", 2, new MeetingIntel.Sessions.SessionStarted()) with { OrgId = Theirs };
        var outcome = await storage.Journal.AppendAsync(foreign, CancellationToken.None);

        Assert.Equal(JournalOutcome.Fenced, outcome);
        Assert.Equal([1L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM session_events"));
        Assert.Equal(["created"], await storage.Database.QueryAsync<string>("SELECT status FROM sessions"));
    }

    [Fact]
    public async Task Append_ForAnotherOrganisation_LeavesTheOthersOfItsTransactionAlone()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append("sess_1", 1, Some.Created()), CancellationToken.None);

        var foreign = storage.Journal.AppendAsync(Some.Append("sess_1", 2, new MeetingIntel.Sessions.SessionStarted()) with { OrgId = Theirs }, CancellationToken.None);
        var own = storage.Journal.AppendAsync(Some.Append("sess_2", 1, Some.Created()), CancellationToken.None);

        Assert.Equal(JournalOutcome.Fenced, await foreign);
        Assert.Equal(JournalOutcome.Committed, await own);
    }

    private static async Task FillAsync(TestDatabase database)
    {
        foreach (var org in (string[])[Mine, Theirs])
        {
            foreach (var row in Rows.Values)
            {
                await database.ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, row, org));
            }
        }
    }

    private static async Task<IReadOnlyList<string>> TablesAsync(TestDatabase database) =>
    [
        "orgs", "users",
        .. await database.QueryAsync<string>("SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'org_id' ORDER BY 1"),
    ];

    /// <summary>How many rows a statement changes; none either where it is not allowed to.</summary>
    private static async Task<int> ChangedAsync(TenantDatabase tenants, string sql)
    {
        try
        {
            return (await tenants.WriteAsync(Mine, Statement.Of(sql), row => row.GetInt32(0), CancellationToken.None)).Count;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return 0;
        }
    }

    private static async Task DeniedAsync(TenantDatabase tenants, string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => tenants.WriteAsync(Mine, Statement.Of(sql), row => row.GetValue(0), CancellationToken.None));
        Assert.True(refused.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{sql}: {refused.MessageText}");
    }
}
