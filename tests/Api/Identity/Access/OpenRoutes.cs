using System.Net.Http.Json;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>A route that lets everybody in.</summary>
/// <param name="Name">Method and pattern, as the host has them.</param>
/// <param name="Why">Why that is right: whoever opens another one has to have a reason.</param>
internal sealed record OpenLine(string Name, string Why)
{
    /// <summary>What proves there, in the body, that the caller has a business; <see langword="null"/>: nothing has to.</summary>
    public Func<LockedServer, Task<object>>? Body { get; init; }

    /// <summary>Whether each address may use it so often, and no more: whatever reads the database, hashes or asks others for anybody who comes, as often as they come.</summary>
    public bool IsLimited { get; init; }

    /// <summary>The answer.</summary>
    public int Answers { get; init; } = 200;

    /// <summary>The request.</summary>
    public async Task<HttpRequestMessage> RequestAsync(LockedServer server) => new(new HttpMethod(Name.Split(' ')[0] is var verb && verb == "ANY" ? "GET" : verb), server.Target.Fill(Name.Split(' ')[1]))
    {
        Content = Body is null ? null : JsonContent.Create(await Body(server)),
    };
}

/// <summary>The table of all routes that let everybody in.</summary>
internal static class OpenRoutes
{
    private const string Monitoring = "monitoring has no credentials, and it says nothing about anybody";
    private const string Page = "the page itself holds nothing; what it shows it asks for";
    private const string Docs = "says how to call, and nothing about anybody";
    private const string Proof = "whoever signs in is not known yet; what they send proves who they are";

    /// <summary>The page, which tests don't build.</summary>
    private static readonly string[] Pages =
        ["/account", "/account/{section}", "/invite", "/live-sessions", "/live-sessions/{id}", "/processing", "/reset", "/s/{id}", "/search", "/sessions", "/sessions/{id}", "/sign-in", "/sign-up"];

    public static readonly IReadOnlyList<OpenLine> All =
    [
        new("GET /health", Monitoring),
        new("GET /health/details", Monitoring),
        new("GET /health/page", Monitoring),
        new("GET /health/page.css", Monitoring),
        new("GET /ready", Monitoring),
        new("GET /favicon.ico", "a picture"),
        new("GET /api/docs", Docs),
        new("GET /openapi/{documentName}.json", Docs),
        new("GET /", Page),
        new("HEAD /", Page),
        .. Pages.SelectMany(path => (OpenLine[])[new($"GET {path}", Page) { Answers = 404 }, new($"HEAD {path}", Page) { Answers = 404 }]),
        // What it asks of a client comes with the first packet; EverySocketIoEventTests is about that.
        new("ANY /socket.io/", "a client says who it is in its first packet, and nothing else is heard before that") { Answers = 400 },
        new("GET /.well-known/jwks.json", "public halves of keys"),
        new("GET /api/v1/auth/config", "says how to sign in"),
        new("POST /api/v1/auth/verify", Proof) { Body = server => Task.FromResult<object>(new { token = server.Host.Holder.Token }) },
        new("POST /token", Proof) { IsLimited = true, Body = SignIn },
        new("POST /auth/token", Proof) { IsLimited = true, Body = SignIn },
        new("POST /auth/login", Proof) { IsLimited = true, Body = SignIn },
        new("POST /auth/refresh", Proof) { IsLimited = true, Body = RefreshAsync },
        new("POST /auth/logout", "whoever signs out may have nothing left but what is to be ended") { IsLimited = true, Body = RefreshAsync },
        new("POST /auth/workos/exchange", Proof) { IsLimited = true, Body = _ => Task.FromResult<object>(new { code = "a code", code_verifier = "its verifier" }), Answers = 400 },
        new("POST /users/reset-password/request", "answers everybody the same") { Body = server => Task.FromResult<object>(new { email = server.HostPerson.Email }) },
        new("POST /users/reset-password/confirm", Proof) { IsLimited = true, Body = _ => Task.FromResult<object>(new { token = "mip_nobody-was-ever-given-this-one", new_password = Person.Password }), Answers = 400 },
        new("POST /users", "whoever registers is not known yet") { IsLimited = true, Body = _ => Task.FromResult<object>(new { name = "Wren", email = $"{Guid.NewGuid():N}@wren.test", password = Person.Password }) },
        new("POST /admin/initialize", "works only while nobody is known at all") { IsLimited = true, Body = _ => Task.FromResult<object>(new { email = "eve@wren.test", password = Person.Password }), Answers = 409 },
        new("POST /api/v1/invitations/look", "whoever is invited may not be known yet; the invitation is the proof") { IsLimited = true, Body = InvitedAsync },
    ];

    private static Task<object> SignIn(LockedServer server) => Task.FromResult<object>(new { username = server.HostPerson.Email, password = Person.Password });

    private static async Task<object> RefreshAsync(LockedServer server) => new { refresh_token = (await server.HostPerson.SignInAsync(server.Api)).Refresh };

    private static async Task<object> InvitedAsync(LockedServer server) => new { token = (await server.Host.InviteAsync("wren@wren.test")).Secret };
}
