using MeetingIntel.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>All that is written of the organisation's things, as the database has it: whoever is refused must not have changed a letter of it.</summary>
internal static class Fingerprint
{
    /// <summary>When a key or a link was used last changes with its use; everything else only when somebody changes it.</summary>
    private static readonly string Query = string.Join(
        " UNION ALL ",
        Rows("orgs", "id = $1"),
        Rows("memberships", "org_id = $1"),
        Rows("invitations", "org_id = $1"),
        Rows("api_keys", "org_id = $1"),
        Rows("share_links", "org_id = $1"),
        Rows("password_resets", "org_id = $1"),
        Rows("ended_memberships", "org_id = $1"),
        Rows("audit_entries", "org_id = $1"),
        Rows("logins", "org_id = $1"),
        Rows("refresh_tokens", "login_id IN (SELECT id FROM logins WHERE org_id = $1)"),
        Rows("provider_credentials", "org_id = $1"),
        Rows("oauth_tokens", "org_id = $1"),
        Rows("sessions", "id = $2"),
        Rows("session_events", "session_id = $2"),
        Rows("segments", "session_id = $2"),
        Rows("segment_versions", "session_id = $2"),
        Rows("transcript_changes", "session_id = $2"),
        Rows("insights", "session_id = $2"),
        Rows("notes", "session_id = $2"),
        Rows("search_entries", "session_id = $2"),
        Rows("note_versions", "session_id = $2"),
        Rows("stt_tasks", "session_id = $2"),
        Rows("audio_channels", "session_id = $2"),
        Rows("recordings", "session_id = $2"),
        Rows("transcript_versions", "session_id = $2"),
        // Others of the organisation's sessions are still being worked on; none comes or goes.
        Rows("erasures", "org_id = $1"),
        "SELECT 'sessions ' || count(*) FROM sessions WHERE org_id = $1",
        Rows("users", "id IN (SELECT user_id FROM memberships WHERE org_id = $1)"),
        Rows("user_preferences", "user_id IN (SELECT user_id FROM memberships WHERE org_id = $1)"),
        Rows("profiles", "user_id IN (SELECT user_id FROM memberships WHERE org_id = $1)"));

    private static string? _known;

    /// <summary>What it is now: as it was last found, unless somebody was let in or a check failed since. So what comes late is found as well.</summary>
    /// <param name="server">The server.</param>
    public static async Task<string> BeforeAsync(LockedServer server)
    {
        // What somebody erased who was let in goes piece by piece.
        await server.Api.Database.UntilAsync("SELECT NOT EXISTS (SELECT FROM erasures WHERE erased_at IS NULL)", "the ends of erasures");
        var before = _known ?? await TakeAsync(server);
        _known = null;
        return before;
    }

    /// <summary>Checks that it still is the same.</summary>
    /// <param name="server">The server.</param>
    /// <param name="before">What it was.</param>
    public static async Task UnchangedAsync(LockedServer server, string before)
    {
        var after = await TakeAsync(server);
        Assert.Equal(before, after);
        _known = after;
    }

    /// <summary>Somebody is let in, and may change what is theirs.</summary>
    public static void Forget() => _known = null;

    private static async Task<string> TakeAsync(LockedServer server)
    {
        var settings = server.Api.Provider.GetRequiredService<IConfiguration>();
        await using var connection = new NpgsqlConnection(settings[StorageServices.DatabaseUrlSetting]);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT string_agg(line, E'\\n' ORDER BY line) FROM ({Query}) AS all_of_it (line)", connection);
        command.Parameters.Add(new() { Value = server.Target.Org });
        command.Parameters.Add(new() { Value = server.Target.Session });
        // A plan for thirty tables takes longer than the look at them.
        await command.PrepareAsync();
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static string Rows(string table, string condition) => $"SELECT '{table} ' || (to_jsonb(t) - 'last_used_at')::text FROM {table} t WHERE {condition}";
}
