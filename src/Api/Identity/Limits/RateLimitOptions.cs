using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Api.Identity.Limits;

/// <summary>How often a caller may ask. Configuration section <c>RateLimits</c>; each front-end counts for itself.</summary>
internal sealed class RateLimitOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "RateLimits";

    /// <summary>Requests, and calls over the hub, a minute of one person.</summary>
    [Range(1, 100_000_000)]
    public int User { get; set; } = 1200;

    /// <summary>The same of one API key.</summary>
    [Range(1, 100_000_000)]
    public int ApiKey { get; set; } = 6000;

    /// <summary>The same through one share link, by all who have it.</summary>
    [Range(1, 1_000_000)]
    public int ShareLink { get; set; } = 600;

    /// <summary>Pieces of audio a minute over one hub connection: a hundred a second on each of its four channels.</summary>
    [Range(1, 1_000_000)]
    public int HubAudio { get; set; } = 24_000;

    /// <summary>Requests a minute from one address to what is open to everybody and costs something: signing in, signing up.</summary>
    [Range(1, 1_000_000)]
    public int Address { get; set; } = 60;

    /// <summary>Wrong credentials a minute from one address; beyond that nobody is let in from there with credentials that this process does not know yet.</summary>
    [Range(1, 1_000_000)]
    public int WrongCredentials { get; set; } = 120;

    /// <summary>Sockets of one address that may be open at once without anybody having been let in over them: they are opened before they are asked, to be told why not.</summary>
    [Range(1, 1_000_000)]
    public int OpeningSockets { get; set; } = 256;

    /// <summary>For how many seconds' worth of requests a caller may come at once.</summary>
    [Range(1, 60)]
    public int BurstSeconds { get; set; } = 15;
}
