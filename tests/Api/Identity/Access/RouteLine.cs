using System.Net.Http.Json;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>A route that asks who is there.</summary>
/// <param name="Name">Method and pattern, as the host has them.</param>
/// <param name="Need">What it takes.</param>
internal sealed record RouteLine(string Name, Need Need) : Line(Name, Need)
{
    /// <summary>What is sent; <see langword="null"/>: nothing.</summary>
    public Func<Target, object>? Body { get; init; }

    /// <summary>Whether each address may use it so often, and no more: whatever looks at a password, whoever comes.</summary>
    public bool IsLimited { get; init; }

    /// <summary>The answer to who is let in.</summary>
    public int Answers { get; init; } = 200;

    /// <summary>Makes what is called for good, so that it can be called for again.</summary>
    public Func<LockedServer, Visitor, Task<Target>> Fresh { get; init; } = (server, _) => Renewal.AllAsync(server);

    /// <summary>The token of somebody who may be gone afterwards, for whoever would be let in; <see langword="null"/>: everybody stays.</summary>
    public Func<LockedServer, Task<string>>? Leaver { get; init; }

    /// <summary>Aims at something else than the other lines do.</summary>
    public Func<Target, Target> Aim { get; init; } = target => target;

    /// <summary>How it is called; where the host takes any method, the one that clients use.</summary>
    public string Verb { get; init; } = Name.Split(' ')[0] is var verb && verb == "ANY" ? "GET" : verb;

    /// <summary>Whether it leaves everything as it is.</summary>
    public bool Reads => Verb == "GET";

    /// <summary>The request, without credentials.</summary>
    /// <param name="target">What it is aimed at.</param>
    /// <param name="query">What stands behind the path.</param>
    public HttpRequestMessage Request(Target target, string query = "") => new(new HttpMethod(Verb), Aim(target).Fill(Name.Split(' ')[1]) + query)
    {
        Content = Body is { } body ? JsonContent.Create(body(Aim(target))) : null,
    };
}
