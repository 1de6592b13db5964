using System.Text.Json.Serialization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity.Tokens;
using MeetingIntel.Api.Json;
using MeetingIntel.Storage.Identity;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>Who one is, over REST, at HelloSales' paths: identity, profile, and what a client must know before anybody has signed in.</summary>
internal static class AccountEndpoints
{
    /// <summary>Maps the paths.</summary>
    /// <param name="app">The application.</param>
    public static void MapAccount(this IEndpointRouteBuilder app)
    {
        var auth = app.MapGroup("/api/v1/auth").WithTags("auth");
        auth.MapGet("/config", ConfigAsync).OpenToEverybody("says how to sign in").WithSummary("Says how to sign in").Produces<AuthConfigResponse>();
        auth.MapPost("/verify", VerifyAsync).OpenToEverybody("takes the token in the body, too, and answers 401 itself; wrong ones are counted by address, others by whose they are").WithSummary("Says whose a token is").Accepts<VerifyRequest>(isOptional: true, "application/json").Produces<IdentityResponse>();
        auth.MapGet("/me", MeAsync).Requires(Permissions.None).WithSummary("Says who calls").Produces<IdentityResponse>();
        auth.MapPost("/tickets", TicketAsync).Requires(Permissions.None).WithSummary("Makes a ticket that opens one socket within half a minute").Produces<TicketResponse>();
        app.MapGet("/auth/me", MeAsync).Requires(Permissions.None).WithTags("auth").WithSummary("Says who calls").Produces<IdentityResponse>();
        app.MapGet("/.well-known/jwks.json", KeysAsync).OpenToEverybody("public halves of keys").WithTags("auth").WithSummary("The keys that tokens are signed with, as a JSON Web Key Set").Produces<JwksResponse>();

        var profile = app.MapGroup("/api/v1/profile").WithTags("users").Requires(Permissions.Account);
        profile.MapGet("", GetProfileAsync).WithSummary("Reads one's profile").Produces<ProfileResponse>();
        profile.MapPatch("", PatchProfileAsync).WithSummary("Changes one's profile: null clears, what is missing stays").Accepts<ProfileRequest>("application/json").Produces<ProfileResponse>();
    }

    private static async Task<AuthConfigResponse> ConfigAsync(UserStore users, IHostEnvironment environment, IOptions<IdentityOptions> options, CancellationToken cancellationToken) => new(
        AuthRequired: !options.Value.LetsDevelopersIn(environment),
        SignUp: options.Value.SignUp,
        Initialized: await users.IsAnybodyThereAsync(cancellationToken));

    private static async Task<IResult> VerifyAsync(HttpContext context, CallerResolver callers, UserStore users, OrganisationStore organisations)
    {
        var given = context.Request.HasJsonContentType() && context.Request.ContentLength is not 0 ? (await JsonBody.ReadAsync<VerifyRequest>(context.Request))?.Token : null;
        var caller = await (string.IsNullOrEmpty(given) ? callers.ResolveAsync(context) : callers.ResolveAsync(context, given));
        return caller.Succeeded ? await MeAsync(caller.Value, users, organisations, context.RequestAborted) : ApiProblem.From(caller.Error);
    }

    private static async Task<IResult> MeAsync(Caller caller, UserStore users, OrganisationStore organisations, CancellationToken cancellationToken)
    {
        var user = caller.Kind.IsPerson() ? await users.FindAsync(caller.Id, cancellationToken) : null;
        return TypedResults.Ok(new IdentityResponse(caller, user, await organisations.FindNameAsync(caller.OrgId, cancellationToken)));
    }

    private static async Task<TicketResponse> TicketAsync(Caller caller, SocketTickets tickets, CancellationToken cancellationToken) =>
        new(await tickets.CreateAsync(caller, cancellationToken), (int)SocketTickets.Lifetime.TotalSeconds);

    private static async Task<JwksResponse> KeysAsync(HttpContext context, SigningKeys keys)
    {
        // A day before a key signs it is here.
        context.Response.Headers.CacheControl = "public, max-age=3600";
        return new([.. (await keys.ListPublicAsync(context.RequestAborted)).Select(key => new JwksKey(key.Kty, key.Use, key.Alg, key.Kid, key.Crv, key.X, key.Y))]);
    }

    private static async Task<ProfileResponse> GetProfileAsync(Caller caller, PreferenceStore preferences, TimeProvider time, CancellationToken cancellationToken) =>
        new(await preferences.GetProfileAsync(caller.Id, cancellationToken), time.GetUtcNow());

    private static async Task<IResult> PatchProfileAsync(HttpContext context, Caller caller, PreferenceStore preferences, TimeProvider time)
    {
        var patch = await JsonBody.ReadAsync<JsonObjectBody>(context.Request);
        var changed = ProfileRequest.Apply(await preferences.GetProfileAsync(caller.Id, context.RequestAborted), patch?.Fields ?? []);
        if (!changed.Succeeded)
        {
            return ApiProblem.From(changed.Error);
        }

        await preferences.SetProfileAsync(caller.Id, changed.Value, context.RequestAborted);
        return TypedResults.Ok(await GetProfileAsync(caller, preferences, time, context.RequestAborted));
    }
}

/// <summary>What a client must know before anybody has signed in.</summary>
/// <param name="AuthRequired">Whether one has to sign in at all.</param>
/// <param name="SignUp">Who may register.</param>
/// <param name="Initialized">Whether somebody has.</param>
internal sealed record AuthConfigResponse(bool AuthRequired, SignUp SignUp, bool Initialized);

/// <summary>A token to look at.</summary>
internal sealed record VerifyRequest : IClientInput
{
    /// <summary>The token.</summary>
    public string? Token { get; init; }
}

/// <summary>A ticket: for one socket, or for listening to one recording.</summary>
/// <param name="Ticket">Goes into the query: <c>ticket</c> or <c>access_token</c>.</param>
/// <param name="ExpiresIn">Seconds.</param>
internal sealed record TicketResponse(string Ticket, int ExpiresIn);

/// <summary>A JSON Web Key Set.</summary>
/// <param name="Keys">The keys.</param>
internal sealed record JwksResponse(IReadOnlyList<JwksKey> Keys);

/// <summary>The public half of a key.</summary>
/// <param name="Kty">Always <c>EC</c>.</param>
/// <param name="Use">Always <c>sig</c>.</param>
/// <param name="Alg">Always <c>ES256</c>.</param>
/// <param name="Kid">What tokens call it.</param>
/// <param name="Crv">Always <c>P-256</c>.</param>
/// <param name="X">One coordinate.</param>
/// <param name="Y">The other.</param>
internal sealed record JwksKey(string Kty, string Use, string Alg, string Kid, string Crv, string X, string Y);

/// <summary>Who calls.</summary>
internal sealed record IdentityResponse : IForEveryClient
{
    /// <summary>Makes the answer.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="user">The person, if it is one.</param>
    /// <param name="orgName">The organisation's name.</param>
    public IdentityResponse(Caller caller, UserRow? user, string? orgName)
    {
        (Id, Kind, OrgId, Role, Scopes, ExpiresAt) = (caller.Id, caller.Kind.Wire(), caller.OrgId, caller.Role ?? "viewer", Identity.Scopes.Names(caller.Permissions), caller.ValidUntil);
        (Name, Email) = (user?.Name ?? caller.Name, user?.Email);
        AuthProvider = caller.Kind == CallerKind.Development ? "development" : user?.Issuer is null ? "meeting-intel" : "workos";
        Organization = new(caller.OrgId, orgName ?? caller.OrgId);
        SessionId = caller.OnlySession;
    }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>The same under another name.</summary>
    public string UserId => Id;

    /// <summary><c>user</c>, <c>api_key</c>, <c>share_link</c> or <c>development</c>.</summary>
    public string Kind { get; }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>The same under another name.</summary>
    public string DisplayName => Name;

    /// <summary>Where mail reaches a person.</summary>
    public string? Email { get; }

    /// <summary>Who vouches.</summary>
    public string AuthProvider { get; }

    /// <summary><c>admin</c>, <c>member</c>; programs and links are a <c>viewer</c>.</summary>
    public string Role { get; }

    /// <summary>The organisation.</summary>
    public string OrgId { get; }

    /// <summary>The organisation.</summary>
    public TokenResponse.Place Organization { get; }

    /// <summary>What the caller may do.</summary>
    public IReadOnlyList<string> Scopes { get; }

    /// <summary>Of a share link: the session that it shows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SessionId { get; }

    /// <summary>When the credentials expire.</summary>
    public DateTimeOffset? ExpiresAt { get; }
}
