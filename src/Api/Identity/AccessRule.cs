namespace MeetingIntel.Api.Identity;

/// <summary>Who may use a route: metadata that every one carries, if not <see cref="OpenToEverybody"/>. One without either is closed to everybody.</summary>
/// <param name="Needs">What the caller must be allowed to do.</param>
/// <param name="Session">What the endpoint does with the session that its route names, if it names one.</param>
/// <param name="OverSocket">A refusal goes over the socket, with a close code: browsers show their scripts nothing of an answer to an upgrade.</param>
internal sealed record AccessRule(Permissions Needs, SessionUse Session, bool OverSocket = false);

/// <summary>What an endpoint does with a session.</summary>
internal enum SessionUse
{
    /// <summary>Reads it, or adds to it.</summary>
    Use,

    /// <summary>Changes it as such: for its owner, and for who manages all of them.</summary>
    Manage,

    /// <summary>Keeps something under its name; it need not be there yet, but must not be somebody else's.</summary>
    Reserve,
}

/// <summary>Everybody may use the endpoint, known or not.</summary>
/// <param name="Why">Why that is right.</param>
internal sealed record OpenToEverybody(string Why);

/// <summary>An address may use the endpoint so often and no more: it costs something, and who uses it is not known, or has yet to be proven.</summary>
internal sealed record LimitedByAddress;

/// <summary>Tickets open the endpoint's connections, although they need not begin with an upgrade.</summary>
internal sealed record TakesTickets;

/// <summary>Tickets for the recording that the route names open the endpoint, and no others.</summary>
internal sealed record TakesListeningTickets;

/// <summary>Puts rules on endpoints.</summary>
internal static class AccessRules
{
    /// <summary>The route value that names a session.</summary>
    public const string SessionRouteValue = "sid";

    /// <summary>The route value that names a recording.</summary>
    public const string RecordingRouteValue = "recordingId";

    /// <summary>Lets callers with a permission in, to their own organisation's sessions. Handlers find the caller as a parameter.</summary>
    /// <typeparam name="TBuilder">Whatever builds endpoints.</typeparam>
    /// <param name="endpoints">What to guard.</param>
    /// <param name="needs">What the caller must be allowed to do.</param>
    /// <param name="session">What is done with the session that the route names.</param>
    public static TBuilder Requires<TBuilder>(this TBuilder endpoints, Permissions needs, SessionUse session = SessionUse.Use)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new AccessRule(needs, session));

    /// <summary>Guards a socket; see <see cref="AccessRule.OverSocket"/>.</summary>
    /// <typeparam name="TBuilder">Whatever builds endpoints.</typeparam>
    /// <param name="endpoints">What to guard.</param>
    /// <param name="needs">What the caller must be allowed to do.</param>
    public static TBuilder SocketRequires<TBuilder>(this TBuilder endpoints, Permissions needs)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new AccessRule(needs, SessionUse.Use, OverSocket: true));

    /// <summary>Counts requests by the address that they come from.</summary>
    /// <typeparam name="TBuilder">Whatever builds endpoints.</typeparam>
    /// <param name="endpoints">What to count.</param>
    public static TBuilder LimitedByAddress<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new LimitedByAddress());

    /// <summary>Lets everybody in.</summary>
    /// <typeparam name="TBuilder">Whatever builds endpoints.</typeparam>
    /// <param name="endpoints">What to open.</param>
    /// <param name="why">Why that is right.</param>
    public static TBuilder OpenToEverybody<TBuilder>(this TBuilder endpoints, string why)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new OpenToEverybody(why));
}
