using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using Npgsql;

namespace MeetingIntel.Storage.Identity;

/// <summary>How people want things to be, and what they tell of themselves.</summary>
public sealed class PreferenceStore
{
    /// <summary>Bytes of the clients' own settings, at most.</summary>
    public const int MaxAdditionalSettings = 32 * 1024;

    private const string Columns = "id, user_id, theme, email_notifications, time_zone, language, additional_settings, created_at, updated_at";

    private const string Read = $"SELECT {Columns} FROM user_preferences WHERE user_id = $1";

    private const string Make = "INSERT INTO user_preferences (user_id, id, created_at) SELECT id, $2, $3 FROM users WHERE id = $1 ON CONFLICT DO NOTHING";

    private const string Write =
        $"""
        INSERT INTO user_preferences AS p (user_id, id, theme, email_notifications, time_zone, language, additional_settings, created_at)
        VALUES ($1, $2, coalesce($4::text, 'system'), coalesce($5::boolean, true), coalesce($6::text, 'UTC'), coalesce($7::text, 'en'), coalesce($8::json, json_build_object()), $3)
        ON CONFLICT (user_id) DO UPDATE SET theme = coalesce($4::text, p.theme), email_notifications = coalesce($5::boolean, p.email_notifications),
          time_zone = coalesce($6::text, p.time_zone), language = coalesce($7::text, p.language),
          additional_settings = CASE WHEN $9 THEN (p.additional_settings::jsonb || coalesce($8::jsonb, jsonb_build_object()))::json ELSE coalesce($8::json, p.additional_settings) END,
          updated_at = $3
        WHERE NOT $9 OR octet_length((p.additional_settings::jsonb || coalesce($8::jsonb, jsonb_build_object()))::text) <= $10
        RETURNING {Columns}
        """;

    private readonly Database _database;
    private readonly TimeProvider _time;

    internal PreferenceStore(Database database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Somebody's preferences; the first look makes them.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PreferencesRow> GetAsync(string userId, CancellationToken cancellationToken) =>
        await _database.QueryAsync(Statement.Of(Read, userId), ReadPreferences, cancellationToken) is [var known]
            ? known
            // Two statements: the second sees what somebody else has made while the first waited for them.
            : (await _database.WriteAsync(
                [Statement.Of(Make, userId, Ids.NewPreferences(), _time.GetUtcNow()), Statement.Of(Read, userId)], ReadPreferences, cancellationToken)).Single();

    /// <summary>Changes what is given.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="theme"><c>light</c>, <c>dark</c> or <c>system</c>; <see langword="null"/> leaves it, as with the others.</param>
    /// <param name="emailNotifications">Whether mail may come.</param>
    /// <param name="timeZone">IANA name.</param>
    /// <param name="language">BCP 47 tag.</param>
    /// <param name="additionalSettings">A JSON object.</param>
    /// <param name="merge">Whether that is laid over the one before, or replaces it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: what is merged would be larger than <see cref="MaxAdditionalSettings"/>, and all stays as it was.</returns>
    public async Task<PreferencesRow?> SetAsync(
        string userId, string? theme, bool? emailNotifications, string? timeZone, string? language, string? additionalSettings, bool merge, CancellationToken cancellationToken) =>
        (await _database.WriteAsync(
            [Statement.Of(Write, userId, Ids.NewPreferences(), _time.GetUtcNow(), theme, emailNotifications, timeZone, language, additionalSettings, merge, MaxAdditionalSettings)],
            ReadPreferences,
            cancellationToken)).SingleOrDefault();

    /// <summary>What somebody tells of themselves.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ProfileRow> GetProfileAsync(string userId, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(
            Statement.Of("SELECT name, bio, goal, contexts, notes, onboarding_completed, created_at, updated_at FROM profiles WHERE user_id = $1", userId),
            row => new ProfileRow(
                row.GetOptionalString(0), row.GetOptionalString(1), row.GetOptionalString(2), row.GetOptionalString(3), row.GetOptionalString(4),
                row.GetBoolean(5), row.GetMoment(6), row.GetMoment(7)),
            cancellationToken)).SingleOrDefault() ?? new(null, null, null, null, null, OnboardingCompleted: false, null, null);

    /// <summary>Replaces what somebody tells of themselves.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="profile">All of it; its times are not looked at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SetProfileAsync(string userId, ProfileRow profile, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return _database.WriteAsync(
            [
                Statement.Of(
                    """
                    INSERT INTO profiles (user_id, name, bio, goal, contexts, notes, onboarding_completed, created_at, updated_at)
                    VALUES ($1, $2::text, $3::text, $4::json, $5::json, $6::text, $7, $8, $8)
                    ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, bio = excluded.bio, goal = excluded.goal, contexts = excluded.contexts,
                      notes = excluded.notes, onboarding_completed = excluded.onboarding_completed, updated_at = excluded.updated_at
                    """,
                    userId, profile.Name, profile.Bio, profile.Goal, profile.Contexts, profile.Notes, profile.OnboardingCompleted, _time.GetUtcNow()),
            ],
            row => row.FieldCount,
            cancellationToken);
    }

    private static PreferencesRow ReadPreferences(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetMoment(7), row.GetOptionalMoment(8));
}
