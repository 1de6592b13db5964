using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Timeline;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeetingIntel.Storage.Encryption;

/// <summary>Seals anew, with the first key, what an older key sealed: so that the older one can be taken away.</summary>
internal sealed partial class ResealAtStart(Database database, SecretBox box, ILogger<ResealAtStart> logger) : IHostedService
{
    private const int AtOnce = 200;

    private static readonly Sealed[] Tables =
    [
        new("signing_keys", "''", "kid", "private_key", (_, row) => new("signing_keys", "", row)),
        new("provider_credentials", "org_id", "provider", "sealed", CredentialStore.PlaceOf),
        new("oauth_tokens", "org_id", "vendor || '/' || session_id", "sealed", (org, row) => new("oauth_tokens", org, row)),
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var table in Tables)
            await ResealAsync(table, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ResealAsync(Sealed table, CancellationToken cancellationToken)
    {
        var (done, closed, last) = (0, 0, ("", ""));
        while (true)
        {
            var rows = await database.QueryAsync(
                Statement.Of(
                    $"""
                    SELECT {table.Org}, {table.Row}, key_id, {table.Box} FROM {table.Name}
                    WHERE key_id <> $1 AND ({table.Org}, {table.Row}) > ($2, $3) ORDER BY 1, 2 LIMIT $4
                    """,
                    box.CurrentKeyId, last.Item1, last.Item2, AtOnce),
                row => (Org: row.GetString(0), Row: row.GetString(1), Secret: new SealedSecret(row.GetString(2), row.GetFieldValue<byte[]>(3))),
                cancellationToken);
            if (rows.Count == 0)
                break;

            var anew = rows.Select(row => Reseal(table, row.Org, row.Row, row.Secret)).OfType<NpgsqlBatchCommand>().ToList();
            if (anew.Count > 0)
                await database.WriteAsync(anew, row => row.FieldCount, cancellationToken);
            (done, closed, last) = (done + anew.Count, closed + rows.Count - anew.Count, (rows[^1].Org, rows[^1].Row));
        }

        if (done > 0)
            LogResealed(table.Name, done, box.CurrentKeyId);
        if (closed > 0)
            LogClosed(table.Name, closed);
    }

    private NpgsqlBatchCommand? Reseal(Sealed table, string org, string row, SealedSecret secret)
    {
        var place = table.Place(org, row);
        if (box.TryOpen(secret, place) is not { } plain)
            return null;

        var anew = box.Seal(plain, place);
        // Whoever changed it meanwhile has sealed it anew already.
        return Statement.Of(
            $"UPDATE {table.Name} SET {table.Box} = $1, key_id = $2 WHERE {table.Org} = $3 AND {table.Row} = $4 AND {table.Box} = $5",
            anew.Box, anew.KeyId, org, row, secret.Box);
    }

    [LoggerMessage(LogLevel.Information, "{Count} secrets in {Table} are sealed with the key {KeyId} now.")]
    private partial void LogResealed(string table, int count, string keyId);

    [LoggerMessage(LogLevel.Warning, "{Count} secrets in {Table} can't be opened with any key of ENCRYPTION_KEYS. Add the key that sealed them, or have them set anew.")]
    private partial void LogClosed(string table, int count);

    private sealed record Sealed(string Name, string Org, string Row, string Box, Func<string, string, SecretPlace> Place);
}
