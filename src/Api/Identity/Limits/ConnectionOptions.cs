using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Api.Identity.Limits;

/// <summary>How many live connections there may be, and how long one. Configuration section <c>Limits</c>, which silos have settings in as well.</summary>
internal sealed class ConnectionOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Limits";

    /// <summary>Sockets and hub connections of one person, or through one share link, on all front-ends.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerCaller { get; set; } = 64;

    /// <summary>The same of one API key, which may be a whole fleet of capture clients.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerApiKey { get; set; } = 512;

    /// <summary>Sockets and hub connections of a whole organisation.</summary>
    [Range(1, 10_000_000)]
    public int ConnectionsPerOrganisation { get; set; } = 2000;

    /// <summary>After so many minutes in which an audio client sends nothing its socket ends.</summary>
    [Range(0.01, 100_000)]
    public double SocketIdleMinutes { get; set; } = 10;

    /// <summary>
    /// So often, in seconds, something goes over a socket where nothing else does, so that nobody on the way takes it for dead. A client that is not made to wait
    /// for anything has as long to answer.
    /// </summary>
    [Range(1.0, 3600)]
    public double SocketHeartbeatSeconds { get; set; } = 15;

    /// <summary>After so many hours any connection ends; its client connects again, possibly to another front-end.</summary>
    [Range(0.01, 100_000)]
    public double SocketHours { get; set; } = 12;

    /// <summary>So often the credentials behind a live connection are looked at again, seconds.</summary>
    [Range(1.0, 3600)]
    public double CredentialCheckSeconds { get; set; } = 30;

    /// <summary>How many connections a caller may have.</summary>
    /// <param name="caller">Who.</param>
    public int Of(Caller caller) => caller.Kind == CallerKind.ApiKey ? ConnectionsPerApiKey : ConnectionsPerCaller;
}
