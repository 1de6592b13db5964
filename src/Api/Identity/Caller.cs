using System.Reflection;

namespace MeetingIntel.Api.Identity;

/// <summary>Who is calling, for which organisation, and what they may do there.</summary>
/// <param name="Kind">What kind of caller.</param>
/// <param name="Id">The person, the API key or the share link.</param>
/// <param name="Name">What people call it.</param>
/// <param name="OrgId">The organisation whose rows and sessions the caller may see.</param>
/// <param name="Permissions">What the caller may do there.</param>
internal sealed record Caller(CallerKind Kind, string Id, string Name, string OrgId, Permissions Permissions)
{
    /// <summary>Who a caller without credentials is on a developer's own machine.</summary>
    public static Caller Development { get; } = new(CallerKind.Development, "user_dev", "Developer", "org_dev", Permissions.OfAdmin);

    /// <summary>The only session that the caller may see; <see langword="null"/>: all of the organisation.</summary>
    public string? OnlySession { get; init; }

    /// <summary>The login that the caller's token is part of, for people who signed in here.</summary>
    public string? LoginId { get; init; }

    /// <summary>For people that somebody else vouches for: what their token says of itself; <see langword="null"/> for everybody else.</summary>
    public Vouching? Vouching { get; init; }

    /// <summary>When the credentials expire; <see langword="null"/>: they don't.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>For the audit.</summary>
    public string Actor => $"{Kind.Actor()}:{Id}";

    /// <summary>What a person is in the organisation; <see langword="null"/> for programs and links.</summary>
    public string? Role => Kind.IsPerson() ? Permissions.HasFlag(Permissions.ManageOrganisation) ? Roles.Admin : Roles.Member : null;

    /// <summary>Lets handlers take the caller that <see cref="AccessGate"/> let in as a parameter.</summary>
    /// <param name="context">The request.</param>
    /// <param name="parameter">The handler's parameter.</param>
    /// <exception cref="InvalidOperationException">The endpoint is open to everybody.</exception>
    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<Caller?>(context.Features.Get<Caller>() ?? throw new InvalidOperationException($"'{context.Request.Path}' takes a caller but lets everybody in."));
}

/// <summary>Somebody else's word for a person.</summary>
/// <param name="IssuedAt">When it was given: when the person is removed or signs out, it is over.</param>
internal sealed record Vouching(DateTimeOffset IssuedAt);

/// <summary>Kinds of callers.</summary>
internal enum CallerKind
{
    /// <summary>Whoever calls a developer's own machine without credentials.</summary>
    Development,

    /// <summary>A person with a password here, or one that somebody else vouches for.</summary>
    User,

    /// <summary>A program.</summary>
    ApiKey,

    /// <summary>Whoever has a link to one session.</summary>
    ShareLink,
}

/// <summary>What kinds of callers are called.</summary>
internal static class CallerKinds
{
    /// <summary>Whether it is somebody with a name, a role and a profile.</summary>
    /// <param name="kind">The kind.</param>
    public static bool IsPerson(this CallerKind kind) => kind is CallerKind.User or CallerKind.Development;

    /// <summary>In the audit. The development identity is a user like others there.</summary>
    /// <param name="kind">The kind.</param>
    public static string Actor(this CallerKind kind) => kind == CallerKind.Development ? "user" : kind.Wire();

#pragma warning disable CS8524 // Exhaustive over the named kinds on purpose.
    /// <summary>On the wire.</summary>
    /// <param name="kind">The kind.</param>
    public static string Wire(this CallerKind kind) => kind switch
    {
        CallerKind.Development => "development",
        CallerKind.User => "user",
        CallerKind.ApiKey => "api_key",
        CallerKind.ShareLink => "share_link",
    };
#pragma warning restore CS8524
}

/// <summary>What people are in an organisation.</summary>
internal static class Roles
{
    /// <summary>May do everything in it.</summary>
    public const string Admin = "admin";

    /// <summary>Works with its sessions.</summary>
    public const string Member = "member";

    /// <summary>Whether it is one of the two.</summary>
    /// <param name="role">What somebody sent.</param>
    public static bool Has([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? role) => role is Admin or Member;
}
