namespace MeetingIntel.Api.Identity.Users;

/// <summary>Where browsers keep the refresh token: no script can read it, no other site can send it, and it goes nowhere but to the paths that use it.</summary>
internal static class RefreshCookie
{
    private const string Name = "mi_refresh";
    private const string Path = "/auth";

    /// <summary>The refresh token, if there is one.</summary>
    /// <param name="request">The request.</param>
    public static string? Read(HttpRequest request) => request.Cookies.TryGetValue(Name, out var token) && token.Length is > 0 and < 200 ? token : null;

    /// <summary>Keeps the next one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">The token.</param>
    /// <param name="until">When it expires.</param>
    public static void Set(HttpContext context, string token, DateTimeOffset until) => context.Response.Cookies.Append(Name, token, Options(context, until));

    /// <summary>Forgets it.</summary>
    /// <param name="context">The request.</param>
    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context, until: null));

    private static CookieOptions Options(HttpContext context, DateTimeOffset? until) =>
        new() { HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = Path, Expires = until, IsEssential = true };
}
