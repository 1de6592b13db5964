using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace MeetingIntel.Api.Identity.Tokens;

/// <summary>
/// The public keys of somebody else's tokens. They are fetched again when they are old, and once in a while when a token names a key that is not among them: whoever
/// makes key names up causes one fetch, not one for each. While they can't be fetched, those that are known go on.
/// </summary>
internal sealed partial class JwksCache(IHttpClientFactory clients, ExternalIssuer issuer, TimeProvider time, ILogger logger)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Client = "jwks";

    /// <summary>Bytes of a key set or of a discovery document, at most.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Of an RSA key, in base64: 2048 bits, as RS256 demands.</summary>
    private const int MinModulus = 342;

    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenFetches = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private volatile Keys _keys = new([], default);
    private Task<Keys>? _fetch;
    private DateTimeOffset _fetchedLast;

    /// <summary>The key that a token names.</summary>
    /// <param name="kid">What the token calls it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: the issuer has none of that name.</returns>
    public async ValueTask<SecurityKey?> FindAsync(string kid, CancellationToken cancellationToken)
    {
        var keys = _keys;
        var found = keys.Find(kid);
        if (found is not null && (time.GetUtcNow() - keys.FetchedAt < FreshFor || HasTriedOfLate()))
        {
            return found;
        }

        // Not cancelled with this request: others wait for the same, and a minute passes until it is tried again.
        return (await FetchAsync().WaitAsync(cancellationToken)).Find(kid);
    }

    /// <summary>Whether old keys are being fetched again, or just could not be: they go on meanwhile.</summary>
    private bool HasTriedOfLate()
    {
        lock (_gate)
        {
            return _fetch is not null && IsTooSoon();
        }
    }

    private bool IsTooSoon() => time.GetUtcNow() - _fetchedLast < BetweenFetches;

    /// <summary>The fetch that is under way, a new one, or the last while it is too soon for another.</summary>
    private Task<Keys> FetchAsync()
    {
        lock (_gate)
        {
            if (_fetch is null || (_fetch.IsCompleted && !IsTooSoon()))
            {
                _fetchedLast = time.GetUtcNow();
                _fetch = Task.Run(FetchOnceAsync);
            }

            return _fetch;
        }
    }

    private async Task<Keys> FetchOnceAsync()
    {
        try
        {
            _keys = new(await ReadAsync(), time.GetUtcNow());
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or InvalidOperationException or ArgumentException or IOException or OperationCanceledException)
        {
            LogNotFetched(issuer.Name, exception.Message);
        }

        return _keys;
    }

    private async Task<IReadOnlyList<JsonWebKey>> ReadAsync()
    {
        using var client = clients.CreateClient(Client);
        var address = issuer.JwksUri ?? await DiscoverAsync(client);
        var set = new JsonWebKeySet(await client.GetStringAsync(new Uri(address)));
        return [.. set.Keys.Where(IsUsable)];
    }

    /// <summary>A key to verify with, long enough, and not one that whoever can read the set can sign with.</summary>
    private static bool IsUsable(JsonWebKey key) =>
        key.D is null
        && key.Use is null or "" or "sig"
        && !string.IsNullOrEmpty(key.Kid)
        && key is { Kty: JsonWebAlgorithmsKeyTypes.RSA, N.Length: >= MinModulus, E: not null } or { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv: JsonWebKeyECTypes.P256, X: not null, Y: not null };

    private async Task<string> DiscoverAsync(HttpClient client)
    {
        var text = await client.GetStringAsync(new Uri($"{issuer.Name.TrimEnd('/')}/.well-known/openid-configuration"));
        using var document = JsonDocument.Parse(text);
        return document.RootElement.TryGetProperty("jwks_uri", out var uri) && uri.GetString() is { } address && ExternalIssuer.IsAddress(address)
            ? address
            : throw new InvalidOperationException("the issuer's configuration names no jwks_uri that can be used.");
    }

    [LoggerMessage(EventId = 73, Level = LogLevel.Warning, Message = "The keys of the issuer {Issuer} could not be fetched: {Reason}. Tokens of keys that are known are still accepted; check Oidc__Issuer and Oidc__JwksUri, and that this process may reach them.")]
    private partial void LogNotFetched(string issuer, string reason);

    private sealed record Keys(IReadOnlyList<JsonWebKey> All, DateTimeOffset FetchedAt)
    {
        public JsonWebKey? Find(string kid) => All.FirstOrDefault(key => string.Equals(key.Kid, kid, StringComparison.Ordinal));
    }
}
