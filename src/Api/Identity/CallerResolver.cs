using System.Net;
using MeetingIntel.Api.Identity.Limits;
using MeetingIntel.Api.Identity.Tokens;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MeetingIntel.Api.Identity;

/// <summary>The one place that says who is calling. REST, hub and sockets all ask here. Open only to a benchmark that leaves it out.</summary>
internal class CallerResolver(
    IHostEnvironment environment,
    IOptions<IdentityOptions> options,
    OriginPolicy origins,
    CredentialReader credentials,
    SocketTickets tickets,
    ListeningTickets listening,
    RateLimits limits)
{
    private const string DevelopmentToken = "dev_token";

    /// <summary>Resolves the caller of a request or of a connection.</summary>
    /// <param name="context">The request that it came with.</param>
    /// <returns>
    /// The caller; or why nobody is let in: one of <see cref="AccessErrors"/>, or <c>limit.rate</c> after too many wrong credentials from one address.
    /// </returns>
    public virtual async ValueTask<GrainResult<Caller>> ResolveAsync(HttpContext context)
    {
        // A web page that is not ours has no business with a socket, whatever it got hold of. Elsewhere browsers ask before it may (CORS).
        if (context.WebSockets.IsWebSocketRequest && !origins.Allows(context.Request))
        {
            return AccessErrors.OriginNotAllowed;
        }

        var resolved = InQuery(context.Request) is { } inQuery
            ? await RedeemAsync(context, inQuery)
            : InHeader(context.Request) switch
            {
                null or DevelopmentToken => WithoutCredentials(context, Header(context.Request).Length == 0),
                var token => await ReadAsync(context, token),
            };
        return Count(context, resolved);
    }

    /// <summary>Resolves the owner of a token that came in the body of a request, which counts as a request of theirs.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">The token.</param>
    /// <returns>As above.</returns>
    public async ValueTask<GrainResult<Caller>> ResolveAsync(HttpContext context, string token) => Count(context, await ReadAsync(context, token));

    private async ValueTask<GrainResult<Caller>> ReadAsync(HttpContext context, string token) =>
        credentials.FindKnown(token) is { } known ? known : await limits.ForGuesses(context, () => credentials.ReadAsync(token, context.RequestAborted));

    private GrainResult<Caller> Count(HttpContext context, GrainResult<Caller> resolved) =>
        resolved is { Succeeded: true, Value: { } caller } && limits.Refuse(context, caller) is { } refusal ? refusal : resolved;

    private async ValueTask<GrainResult<Caller>> RedeemAsync(HttpContext context, string ticket) =>
        string.Equals(ticket, DevelopmentToken, StringComparison.Ordinal) ? WithoutCredentials(context, isNone: false)
        : !SocketTickets.IsTicket(ticket) ? AccessErrors.TokenInUrl
        : Has<TakesListeningTickets>(context) ? await limits.ForGuesses(context, () => ListenAsync(context, ticket))
        : !IsForSocket(context) ? AccessErrors.TokenInUrl
        : await limits.ForGuesses(context, () => tickets.RedeemAsync(ticket, context.RequestAborted));

    /// <summary>Some sockets begin as requests of another kind.</summary>
    private static bool IsForSocket(HttpContext context) => context.WebSockets.IsWebSocketRequest || Has<TakesTickets>(context);

    private static bool Has<T>(HttpContext context)
        where T : class => context.GetEndpoint()?.Metadata.GetMetadata<T>() is not null;

    private ValueTask<GrainResult<Caller>> ListenAsync(HttpContext context, string ticket) => listening.ReadAsync(
        ticket, $"{context.GetRouteValue(AccessRules.SessionRouteValue)}", $"{context.GetRouteValue(AccessRules.RecordingRouteValue)}", context.RequestAborted);

    private GrainResult<Caller> WithoutCredentials(HttpContext context, bool isNone)
    {
        if (!options.Value.LetsDevelopersIn(environment) || !IsLocal(context))
        {
            return isNone ? AccessErrors.Required : AccessErrors.InvalidToken;
        }

        if (!IsOwnName(context.Request.Host))
        {
            return AccessErrors.UnknownHost;
        }

        return origins.Allows(context.Request) ? Caller.Development : AccessErrors.OriginNotAllowed;
    }

    private static string Header(HttpRequest request) => request.Headers[HeaderNames.Authorization].ToString();

    /// <summary>The token of the Authorization header; anything but a bearer token counts as a wrong one.</summary>
    private static string? InHeader(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        return Header(request) switch
        {
            "" => null,
            var header when header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) => header[Scheme.Length..].Trim(),
            _ => "",
        };
    }

    /// <summary>For a socket, or a player: a ticket. The second name is where SignalR's clients put what they are given.</summary>
    private static string? InQuery(HttpRequest request) =>
        !request.QueryString.HasValue ? null
        : request.Query.TryGetValue("ticket", out var ticket) ? ticket.ToString()
        : request.Query.TryGetValue("access_token", out var token) ? token.ToString()
        : null;

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
}
