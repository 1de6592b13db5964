using System.Text.Json.Serialization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity.Tokens;
using MeetingIntel.Api.Json;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>Signing in and out over REST: Convers.me's and HelloSales' paths over one set of handlers.</summary>
internal static class TokenEndpoints
{
    private const string Why = "whoever signs in is not known yet; each address may try so often";

    private static readonly ApiProblem BadGrant = new(StatusCodes.Status400BadRequest, "auth.unsupported-grant", "'grant_type' must be password or refresh_token.");
    private static readonly ApiProblem Incomplete = ApiProblem.Invalid("username", "'username' (the e-mail address) and 'password' are required.");

    /// <summary>Maps the paths.</summary>
    /// <param name="app">The application.</param>
    public static void MapTokens(this IEndpointRouteBuilder app)
    {
        foreach (var path in (string[])["/token", "/auth/token", "/auth/login"])
        {
            app.MapPost(path, SignInAsync).OpenToEverybody(Why).LimitedByAddress().WithTags("auth").WithSummary("Signs in; takes JSON or a form").Accepts<TokenRequest>("application/json", "application/x-www-form-urlencoded").Produces<TokenResponse>();
        }

        app.MapPost("/auth/refresh", RefreshAsync).OpenToEverybody(Why).LimitedByAddress().WithTags("auth").WithSummary("Gives the next tokens").Accepts<RefreshRequest>(isOptional: true, "application/json").Produces<TokenResponse>();
        app.MapPost("/auth/logout", SignOutAsync).OpenToEverybody("whoever signs out may have nothing left but what is to be ended").LimitedByAddress().WithTags("auth").WithSummary("Signs out").Accepts<RefreshRequest>(isOptional: true, "application/json").Produces<MessageResponse>();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, SignIns signIns, OriginPolicy origins)
    {
        var request = await TokenRequest.ReadAsync(context.Request);
        if (request.GrantType is not (null or "" or "password"))
        {
            return request is { GrantType: "refresh_token", RefreshToken: { Length: > 0 } token }
                ? Answer(context, await signIns.RefreshAsync(context, token, request.OrganizationId), cookie: false)
                : BadGrant;
        }

        if ((request.Username ?? request.Email) is not { Length: > 0 and <= 320 } email || email.Contains('\0', StringComparison.Ordinal) || string.IsNullOrEmpty(request.Password))
        {
            return Incomplete;
        }

        if (request.Cookie && !origins.Allows(context.Request))
        {
            return ApiProblem.From(AccessErrors.OriginNotAllowed);
        }

        // Whoever has a cookie needs nothing else to stay.
        return Answer(context, await signIns.SignInAsync(context, email, request.Password, request.OrganizationId, request.Invitation, renewsByBearer: !request.Cookie), request.Cookie);
    }

    private static async Task<IResult> RefreshAsync(HttpContext context, SignIns signIns, CallerResolver callers, OriginPolicy origins)
    {
        var request = await RefreshRequest.ReadAsync(context.Request);
        if (request.Cookie && !origins.Allows(context.Request))
        {
            return ApiProblem.From(AccessErrors.OriginNotAllowed);
        }

        if (request.RefreshToken is { Length: > 0 } given)
        {
            return Answer(context, await signIns.RefreshAsync(context, given, request.OrganizationId), request.Cookie);
        }

        if (RefreshCookie.Read(context.Request) is { } kept)
        {
            return origins.Allows(context.Request)
                ? Answer(context, await signIns.RefreshAsync(context, kept, request.OrganizationId), cookie: true)
                : ApiProblem.From(AccessErrors.OriginNotAllowed);
        }

        var caller = await callers.ResolveAsync(context);
        return caller.Succeeded ? Answer(context, await signIns.RenewAsync(context, caller.Value, request.OrganizationId), cookie: false) : ApiProblem.From(caller.Error);
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, SignIns signIns, LoginStore logins, CallerResolver callers, OriginPolicy origins)
    {
        var request = await RefreshRequest.ReadAsync(context.Request);
        var cookie = RefreshCookie.Read(context.Request);
        if (cookie is not null && !origins.Allows(context.Request))
        {
            return ApiProblem.From(AccessErrors.OriginNotAllowed);
        }

        // All other logins end only for who is known: whoever finds a token that was used, or ended long ago, is not.
        var token = request.RefreshToken ?? cookie;
        var login = token is null ? null : await logins.FindByTokenAsync(RandomToken.Hash(token), living: request.Everywhere, context.RequestAborted);
        if (token is null || (request.Everywhere && login is null))
        {
            var caller = await callers.ResolveAsync(context);
            // Whose token is over is signed out already.
            if (!caller.Succeeded && (request.Everywhere || caller.Error.Kind != GrainErrorKind.Unauthorised))
            {
                return ApiProblem.From(caller.Error);
            }

            if (caller.Value is { Vouching: { } vouching } vouched)
            {
                await signIns.EndAsync(context, vouched, vouching);
            }

            login = caller.Value is { LoginId: { } id } known ? new LoginMark(id, known.Id, known.OrgId, default) : null;
        }

        if (login is not null)
        {
            await signIns.EndAsync(context, login, request.Everywhere);
        }

        // A form of a foreign page comes without the cookie, and the browser would still take its end from the answer.
        if (origins.Allows(context.Request))
        {
            RefreshCookie.Clear(context);
        }

        return TypedResults.Ok(new MessageResponse("Signed out."));
    }

    private static IResult Answer(HttpContext context, GrainResult<SignedIn> result, bool cookie)
    {
        if (!result.Succeeded)
        {
            return ApiProblem.From(result.Error);
        }

        context.Response.Headers.CacheControl = "no-store";
        if (cookie && result.Value.RefreshToken is { } refresh)
        {
            RefreshCookie.Set(context, refresh, result.Value.Until);
        }

        return TypedResults.Ok(new TokenResponse(result.Value, cookie));
    }
}

/// <summary>What signing in takes: OAuth2's password grant, as JSON or as a form.</summary>
internal sealed record TokenRequest : IClientInput
{
    /// <summary><c>password</c>, or nothing; <c>refresh_token</c>.</summary>
    public string? GrantType { get; init; }

    /// <summary>The e-mail address.</summary>
    public string? Username { get; init; }

    /// <summary>The same under its other name.</summary>
    public string? Email { get; init; }

    /// <summary>The password.</summary>
    public string? Password { get; init; }

    /// <summary>For the other grant.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>For which organisation; by default that of the invitation, or the first.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>What an invitation holds, to accept it with this.</summary>
    public string? Invitation { get; init; }

    /// <summary>Browsers: put the refresh token into a cookie that scripts can't read. JSON only.</summary>
    public bool Cookie { get; init; }

    /// <summary>Reads a request.</summary>
    /// <param name="request">JSON or a form.</param>
    public static async ValueTask<TokenRequest> ReadAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return await JsonBody.ReadAsync<TokenRequest>(request) ?? new TokenRequest();
        }

        var form = await ReadFormAsync(request);
        return new TokenRequest
        {
            GrantType = form["grant_type"],
            Username = form["username"],
            Password = form["password"],
            RefreshToken = form["refresh_token"],
            OrganizationId = form["organization_id"],
            Invitation = form["invitation"],
        };
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpRequest request)
    {
        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException exception)
        {
            // Too many fields, too long ones, or with what no text holds: the framework takes it for a fault of the server.
            throw new BadHttpRequestException("The form can't be read.", StatusCodes.Status400BadRequest, exception);
        }
    }
}

/// <summary>What staying signed in, and signing out, takes: all of it may be missing.</summary>
internal sealed record RefreshRequest : IClientInput
{
    /// <summary>The refresh token; browsers have it in a cookie.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>For which organisation from now on.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Put the next refresh token into a cookie.</summary>
    public bool Cookie { get; init; }

    /// <summary>Signing out: everywhere.</summary>
    public bool Everywhere { get; init; }

    /// <summary>Reads a request.</summary>
    /// <param name="request">JSON, or nothing.</param>
    public static async ValueTask<RefreshRequest> ReadAsync(HttpRequest request) =>
        request.HasJsonContentType() && request.ContentLength is not 0 ? await JsonBody.ReadAsync<RefreshRequest>(request) ?? new RefreshRequest() : new RefreshRequest();
}

/// <summary>Somebody is signed in.</summary>
internal sealed record TokenResponse : IForEveryClient
{
    /// <summary>Makes the answer.</summary>
    /// <param name="login">Who.</param>
    /// <param name="cookie">The refresh token is in a cookie and nowhere else.</param>
    public TokenResponse(SignedIn login, bool cookie)
    {
        AccessToken = login.AccessToken;
        RefreshToken = cookie ? null : login.RefreshToken;
        User = new(login.User.Id, login.User.Email, login.User.Name, login.Membership.Role);
        Organization = new(login.Membership.OrgId, login.Membership.OrgName);
    }

    /// <summary>Goes into the header Authorization.</summary>
    public string AccessToken { get; }

    /// <summary>Always <c>bearer</c>.</summary>
    public string TokenType => "bearer";

    /// <summary>Seconds.</summary>
    public int ExpiresIn => (int)AccessTokens.Lifetime.TotalSeconds;

    /// <summary>Gives the next tokens, once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RefreshToken { get; }

    /// <summary>Who is signed in.</summary>
    public Person User { get; }

    /// <summary>For which organisation.</summary>
    public Place Organization { get; }

    /// <summary>Who.</summary>
    /// <param name="Id">The id.</param>
    /// <param name="Email">The address.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Role"><c>admin</c> or <c>member</c>.</param>
    internal sealed record Person(string Id, string? Email, string Name, string Role);

    /// <summary>Where.</summary>
    /// <param name="Id">The id.</param>
    /// <param name="Name">The name.</param>
    internal sealed record Place(string Id, string Name);
}
