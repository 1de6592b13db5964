using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Api.EngineIo;

/// <summary>How connections over Engine.IO live. Configuration section <c>SocketIo</c>; the defaults are those of Socket.IO's own server, on which Astro's ran.</summary>
internal sealed class EngineOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "SocketIo";

    /// <summary>Bytes of one message, and of one request with several: Astro's transport took 1,000,000.</summary>
    public const int MaxPayload = 1_000_000;

    /// <summary>So often a client is asked whether it is there, milliseconds.</summary>
    [Range(50, 600_000)]
    public int PingIntervalMilliseconds { get; set; } = 25_000;

    /// <summary>So long it may take to answer, milliseconds.</summary>
    [Range(50, 600_000)]
    public int PingTimeoutMilliseconds { get; set; } = 20_000;

    /// <summary>So long a client may be here without having said who it is, milliseconds.</summary>
    [Range(50, 600_000)]
    public int ConnectMilliseconds { get; set; } = 10_000;

    /// <summary><see cref="PingIntervalMilliseconds"/>.</summary>
    public TimeSpan PingInterval => TimeSpan.FromMilliseconds(PingIntervalMilliseconds);

    /// <summary><see cref="PingTimeoutMilliseconds"/>.</summary>
    public TimeSpan PingTimeout => TimeSpan.FromMilliseconds(PingTimeoutMilliseconds);

    /// <summary><see cref="ConnectMilliseconds"/>.</summary>
    public TimeSpan ConnectTimeout => TimeSpan.FromMilliseconds(ConnectMilliseconds);
}
