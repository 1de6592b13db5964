using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Timeline;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Storage.Encryption;

/// <summary>Seals anew, with the first key, what an older key sealed: so that the older one can be taken away after the next start. Tables are small, so all at once.</summary>
internal sealed partial class ResealAtStart(Database database, SecretBox box, ILogger<ResealAtStart> logger) : IHostedService
{
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
        var rows = await database.QueryAsync(
            Statement.Of($"SELECT {table.Org}, {table.Row}, key_id, {table.Box} FROM {table.Name} WHERE key_id <> $1", box.CurrentKeyId),
            row => (Place: table.Place(row.GetString(0), row.GetString(1)), Secret: new SealedSecret(row.GetString(2), row.GetFieldValue<byte[]>(3))),
            cancellationToken);
        var closed = 0;
        foreach (var (place, secret) in rows)
        {
            if (box.TryOpen(secret, place) is not { } plain)
            {
                closed++;
                continue;
            }

            var anew = box.Seal(plain, place);
            await database.WriteAsync(
                [
                    // Whoever changed it meanwhile has sealed it anew already.
                    Statement.Of(
                        $"UPDATE {table.Name} SET {table.Box} = $1, key_id = $2 WHERE {table.Org} = $3 AND {table.Row} = $4 AND {table.Box} = $5",
                        anew.Box, anew.KeyId, place.OrgId, place.Row, secret.Box),
                ],
                row => row.FieldCount,
                cancellationToken);
        }

        if (rows.Count > closed)
            LogResealed(table.Name, rows.Count - closed, box.CurrentKeyId);
        if (closed > 0)
            LogClosed(table.Name, closed);
    }

    [LoggerMessage(LogLevel.Information, "{Count} secrets in {Table} are sealed with the key {KeyId} now.")]
    private partial void LogResealed(string table, int count, string keyId);

    [LoggerMessage(LogLevel.Warning, "{Count} secrets in {Table} can't be opened with any key of ENCRYPTION_KEYS. Add the key that sealed them, or have them set anew.")]
    private partial void LogClosed(string table, int count);

    private sealed record Sealed(string Name, string Org, string Row, string Box, Func<string, string, SecretPlace> Place);
}
