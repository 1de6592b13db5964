using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MeetingIntel.Api.Identity;

/// <summary>The one place that says who is calling. REST, hub and sockets all ask here.</summary>
internal sealed class CallerResolver(IHostEnvironment environment, IOptions<IdentityOptions> options, OriginPolicy origins)
{
    private const string DevelopmentToken = "dev_token";

    /// <summary>Resolves the caller of a request or of a connection.</summary>
    /// <param name="context">The request that it came with.</param>
    /// <returns>
    /// The caller; or <c>auth.required</c> without credentials, <c>auth.invalid-token</c>, <c>auth.unknown-host</c> (a name that is not this machine's
    /// points at it), <c>auth.origin-not-allowed</c> (a foreign web page calls).
    /// </returns>
    public GrainResult<Caller> Resolve(HttpContext context)
    {
        var token = TokenOf(context.Request);
        if (token is not (null or DevelopmentToken))
        {
            return InvalidToken;
        }

        if (!options.Value.LetsDevelopersIn(environment) || !IsLocal(context))
        {
            return token is null ? Required : InvalidToken;
        }

        if (!IsOwnName(context.Request.Host))
        {
            return UnknownHost;
        }

        return origins.Allows(context.Request) ? Caller.Development : OriginNotAllowed;
    }

    /// <summary>The token: of the Authorization header, or, as browsers can't set one on a socket, of the query. Anything but a bearer token counts as a wrong one.</summary>
    private static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers[HeaderNames.Authorization].ToString();
        if (header.Length > 0)
        {
            const string Scheme = "Bearer ";
            return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        }

        return request.Query.TryGetValue("access_token", out var query) ? query.ToString() : null;
    }

    /// <summary>A connection of this machine with itself. Behind a proxy every connection looks like one, so whatever was forwarded is not.</summary>
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        && !context.Request.Headers.Keys.Any(IsForwarding);

    private static bool IsForwarding(string header) =>
        header.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase)
        || header.ToUpperInvariant() is "FORWARDED" or "VIA" or "X-REAL-IP" or "X-CLIENT-IP" or "TRUE-CLIENT-IP" or "CF-CONNECTING-IP";

    /// <summary>A page whose own name was re-pointed at this machine (DNS rebinding) sends that name as host.</summary>
    private static bool IsOwnName(HostString host) => host.Host.ToUpperInvariant() is "LOCALHOST" or "127.0.0.1" or "[::1]" or "::1";

    private static readonly GrainError Required = new(GrainErrorKind.Unauthorised, "auth.required", "This server needs to know who is calling: send a bearer token.");
    private static readonly GrainError InvalidToken = new(GrainErrorKind.Unauthorised, "auth.invalid-token", "The token is not one that this server accepts.");

    private static readonly GrainError UnknownHost = new(
        GrainErrorKind.Unauthorised,
        "auth.unknown-host",
        "Without credentials this server answers only to the names localhost, 127.0.0.1 and [::1].");

    private static readonly GrainError OriginNotAllowed = new(
        GrainErrorKind.Forbidden,
        "auth.origin-not-allowed",
        "This web page may not call the server; its origin must be in the setting Cors:Origins.");
}
