using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Telemetry;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using static MeetingIntel.Storage.Timeline.Statement;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>The channels that are written here: looked up, or made, at their first point, and remembered.</summary>
internal sealed class TelemetryChannels(Database database) : IDisposable
{
    /// <summary>So many channels a session may have.</summary>
    public const int MaxPerSession = 10_000;

    private const int Remembered = 100_000;

    private const string Columns = "c.id, c.org_number, c.org_id, c.session_id, c.name, c.unit, c.limited";

    private const string Number = "INSERT INTO telemetry_orgs (org_id) VALUES ($1) ON CONFLICT DO NOTHING";

    // Only for a session that is there, and is the organisation's own. Crossings go on behind those that an imported session brought along.
    private const string Make =
        """
        INSERT INTO telemetry_channels (session_id, name, org_id, org_number, crossings)
        SELECT s.id, new.name, s.org_id, o.number, COALESCE((SELECT t.number FROM telemetry_told t WHERE t.session_id = s.id AND t.channel = new.name), 0)
        FROM unnest($3) AS new (name), sessions s JOIN telemetry_orgs o USING (org_id)
        WHERE s.id = $1 AND s.org_id = $2
          AND (SELECT count(*) FROM telemetry_channels c WHERE c.session_id = $1) + cardinality($3) <= $4
        ON CONFLICT DO NOTHING
        """;

    private const string Say =
        """
        UPDATE telemetry_channels c SET unit = said.unit
        FROM unnest($3, $4) AS said (name, unit)
        WHERE c.session_id = $1 AND c.org_id = $2 AND c.name = said.name AND c.unit IS NULL AND said.unit IS NOT NULL
        """;

    private const string Find = $"SELECT {Columns} FROM telemetry_channels c WHERE c.session_id = $1 AND c.org_id = $2 AND c.name = ANY($3)";

    private const string FindById = "SELECT id, limited FROM telemetry_channels WHERE id = ANY($1)";

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = Remembered });

    /// <summary>The channels of a batch, in its order.</summary>
    /// <param name="orgId">The organisation for which it is written.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="batch">Names channels, and their units.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The channels; <c>telemetry.too-many-channels</c>; <c>telemetry.unit-differs</c>; or nothing: there is no such session.</returns>
    public async ValueTask<(TelemetryChannel[]? Channels, GrainError? Error)> ResolveAsync(string orgId, string sessionId, TelemetryBatch batch, CancellationToken cancellationToken)
    {
        var channels = new TelemetryChannel[batch.Channels.Count];
        var missing = false;
        for (var i = 0; i < channels.Length; i++)
        {
            if (_known.TryGetValue(new TelemetryKey(sessionId, batch.Channels[i]), out TelemetryChannel? known) && string.Equals(known!.OrgId, orgId, StringComparison.Ordinal))
                channels[i] = known;
            missing |= channels[i] is not { } channel || (batch.Units[i] is { } said && !string.Equals(said, channel.Unit, StringComparison.Ordinal));
        }

        if (missing)
        {
            await MakeAsync(orgId, sessionId, batch, channels, cancellationToken);
            if (Array.Exists(channels, channel => channel is null))
                return (null, Array.Exists(channels, channel => channel is not null) || await IsThereAsync(orgId, sessionId, cancellationToken) ? TelemetryErrors.TooManyChannels(MaxPerSession) : null);
        }

        for (var i = 0; i < channels.Length; i++)
        {
            if (batch.Units[i] is { } unit && !string.Equals(unit, channels[i].Unit, StringComparison.Ordinal))
                return (null, TelemetryErrors.UnitDiffers(batch.Channels[i], channels[i].Unit ?? ""));
        }

        return (channels, null);
    }

    /// <summary>Reads channels again that are not, or not any more, what this process takes them for.</summary>
    /// <param name="channels">Channels.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those of them that are gone.</returns>
    public async Task<HashSet<TelemetryChannel>> ReadAgainAsync(IReadOnlyCollection<TelemetryChannel> channels, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            Create(FindById, Integers([.. channels.Select(channel => channel.Id)])), row => (Id: row.GetInt32(0), Limited: row.GetBoolean(1)), cancellationToken);
        var limited = rows.ToDictionary(row => row.Id, row => row.Limited);
        var gone = new HashSet<TelemetryChannel>();
        foreach (var channel in channels)
        {
            if (limited.TryGetValue(channel.Id, out var isLimited))
            {
                channel.Limited = isLimited;
            }
            else
            {
                gone.Add(channel);
                _known.Remove(channel.Key);
            }
        }

        return gone;
    }

    /// <inheritdoc/>
    public void Dispose() => _known.Dispose();

    private async Task MakeAsync(string orgId, string sessionId, TelemetryBatch batch, TelemetryChannel?[] channels, CancellationToken cancellationToken)
    {
        List<string> absent = [.. batch.Channels.Where((_, index) => channels[index] is null)];
        List<string> asked = [.. batch.Channels.Where((_, index) => channels[index] is null || batch.Units[index] is not null)];
        List<string?> units = [.. batch.Units.Where((unit, index) => channels[index] is null || unit is not null)];
        var found = await FindAsync(orgId, sessionId, asked, cancellationToken);
        absent.RemoveAll(found.ContainsKey);
        if (absent.Count > 0)
            await database.WriteAsync([Of(Number, orgId), Create(Make, Text(sessionId), Text(orgId), Texts(absent), Statement.Number(MaxPerSession))], static _ => 0, cancellationToken);
        if (units.Exists(unit => unit is not null))
            await database.WriteAsync([Create(Say, Text(sessionId), Text(orgId), Texts(asked), OptionalTexts(units))], static _ => 0, cancellationToken);
        if (absent.Count > 0 || units.Exists(unit => unit is not null))
            found = await FindAsync(orgId, sessionId, asked, cancellationToken);

        for (var i = 0; i < channels.Length; i++)
        {
            if (found.TryGetValue(batch.Channels[i], out var row))
                channels[i] = Remember(row, channels[i]);
        }
    }

    private async Task<Dictionary<string, Row>> FindAsync(string orgId, string sessionId, List<string> names, CancellationToken cancellationToken) =>
        (await database.QueryAsync(Create(Find, Text(sessionId), Text(orgId), Texts(names)), Read, cancellationToken)).ToDictionary(row => row.Name, StringComparer.Ordinal);

    private async Task<bool> IsThereAsync(string orgId, string sessionId, CancellationToken cancellationToken) =>
        (await database.QueryAsync(Of("SELECT 1 FROM sessions WHERE id = $1 AND org_id = $2", sessionId, orgId), row => row.GetInt32(0), cancellationToken)).Count > 0;

    private TelemetryChannel Remember(Row row, TelemetryChannel? known)
    {
        var key = new TelemetryKey(row.SessionId, row.Name);
        var channel = known ?? _known.GetOrCreate(key, entry =>
        {
            entry.Size = 1;
            return new TelemetryChannel(row.Id, row.OrgNumber, row.OrgId, key);
        })!;
        // One that was erased and came back.
        if (channel.Id != row.Id)
        {
            channel = new TelemetryChannel(row.Id, row.OrgNumber, row.OrgId, key);
            _known.Set(key, channel, new MemoryCacheEntryOptions { Size = 1 });
        }

        (channel.Unit, channel.Limited) = (row.Unit, row.Limited);
        return channel;
    }

    private static Row Read(NpgsqlDataReader row) =>
        new(row.GetInt32(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetOptionalString(5), row.GetBoolean(6));

    private static NpgsqlParameter Text(string value) => new() { Value = value };

    private sealed record Row(int Id, int OrgNumber, string OrgId, string SessionId, string Name, string? Unit, bool Limited);
}
