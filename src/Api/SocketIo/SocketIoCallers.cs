using System.Text.Json;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Json;
using Microsoft.Net.Http.Headers;

namespace MeetingIntel.Api.SocketIo;

/// <summary>Who a client is, by what it says when it connects (<c>auth</c>), or else by the request that it began with.</summary>
internal sealed class SocketIoCallers(CallerResolver callers)
{
    /// <summary>Resolves the caller.</summary>
    /// <param name="opening">What is kept of the request; changed.</param>
    /// <param name="credentials"><c>{token}</c> or <c>{ticket}</c>; anything else says nothing of who it is.</param>
    /// <returns>The caller, or why nobody is let in: as for any other request.</returns>
    public ValueTask<GrainResult<Caller>> ResolveAsync(HttpContext opening, JsonElement? credentials)
    {
        if (Given(credentials, "token") is { } token)
        {
            opening.Request.QueryString = default;
            opening.Request.Headers[HeaderNames.Authorization] = $"Bearer {(token.TryText(out var text) ? text : "-")}";
        }
        else if (Given(credentials, "ticket") is { } ticket)
        {
            opening.Request.QueryString = QueryString.Create("ticket", ticket.TryText(out var text) ? text : "-");
        }

        return callers.ResolveAsync(opening);
    }

    private static JsonElement? Given(JsonElement? credentials, string name) =>
        credentials is { ValueKind: JsonValueKind.Object } fields && fields.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
