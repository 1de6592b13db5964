using System.Text.Json;
using System.Text.Json.Nodes;
using MeetingIntel.Api.Identity;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Live;

/// <summary>The Salesforce token that Astro's desktop app sends when it begins a meeting: kept as over REST, sealed, and never shown in full again.</summary>
internal sealed class HubTokens(OAuthTokenStore store)
{
    private const string Salesforce = "salesforce";
    private const string AccessToken = "access_token";
    private const int MaxToken = 16 * 1024;

    private static readonly GrainError NoToken = new(GrainErrorKind.Validation, "request.invalid", "'access_token' is required: at most 16,384 characters.");

    /// <summary>Keeps a token; what else is kept of the same vendor stays.</summary>
    /// <param name="caller">Who brings it; access was checked.</param>
    /// <param name="message">The token.</param>
    /// <param name="connection">Over which connection, for the audit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>, or why it is not kept.</returns>
    public async Task<GrainError?> KeepAsync(Caller caller, SessionTokenMessage message, string connection, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(message.AccessToken) || message.AccessToken.Length > MaxToken)
        {
            return NoToken;
        }

        var kept = await store.OpenAsync(caller.OrgId, message.SessionId!, cancellationToken);
        var tokens = kept.TryGetValue(Salesforce, out var before) && before.Json is { } json ? JsonNode.Parse(json) as JsonObject ?? [] : [];
        tokens[AccessToken] = message.AccessToken;
        var note = new AuditNote(caller.OrgId, caller.Actor, "oauth-tokens.set", null, message.SessionId, connection);
        var sealable = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [Salesforce] = JsonSerializer.SerializeToUtf8Bytes(tokens) };
        return await store.SetAsync(caller.OrgId, message.SessionId!, caller.Id, sealable, others: true, note, cancellationToken) ? null : AccessErrors.NotOwner;
    }
}
