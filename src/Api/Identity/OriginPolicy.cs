using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MeetingIntel.Api.Identity;

/// <summary>Which web pages may call: our own, and the configured ones. Programs send no <c>Origin</c> and pass.</summary>
internal sealed class OriginPolicy(IOptions<IdentityOptions> options)
{
    private readonly FrozenSet<string> _configured = options.Value.Origins.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the page that sent this request may.</summary>
    /// <param name="request">The request.</param>
    public bool Allows(HttpRequest request)
    {
        var origin = request.Headers[HeaderNames.Origin];
        return origin.Count switch
        {
            0 => !IsForeignChange(request),
            1 => Allows(origin[0] ?? "", request.Host),
            _ => false,
        };
    }

    /// <summary>A browser that leaves the origin out says at least that the page is of another site. Following a link from there is no change.</summary>
    private static bool IsForeignChange(HttpRequest request) =>
        string.Equals(request.Headers["Sec-Fetch-Site"].ToString(), "cross-site", StringComparison.OrdinalIgnoreCase)
        && !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));

    private bool Allows(string origin, HostString host) =>
        _configured.Contains(origin)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && Uri.TryCreate($"{uri.Scheme}://{host.Value}", UriKind.Absolute, out var own)
            && string.Equals(uri.Authority, own.Authority, StringComparison.OrdinalIgnoreCase));
}
