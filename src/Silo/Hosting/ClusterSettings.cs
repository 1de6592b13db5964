using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Silo.Hosting;

/// <summary>What this process is in its cluster. Configuration section <c>Cluster</c>; the address of Redis is <c>REDIS_URL</c>.</summary>
internal sealed class ClusterSettings
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Cluster";

    /// <summary>Setting, usually an environment variable: <c>redis://[:password@]host:port</c>.</summary>
    public const string RedisUrlSetting = "REDIS_URL";

    /// <summary>What runs in this process.</summary>
    public ClusterRole Role { get; set; } = ClusterRole.All;

    /// <summary>Where members find each other.</summary>
    public ClusterMembership Membership { get; set; } = ClusterMembership.Local;

    /// <summary>Processes with the same id and the same place of membership are one cluster.</summary>
    [Required]
    [StringLength(150, MinimumLength = 1)]
    public string Id { get; set; } = "meeting-intel";

    /// <summary>The address at which other members reach this one; <see langword="null"/>: the first of this host's name.</summary>
    public string? Address { get; set; }

    /// <summary>Where grains listen for other members; 0, where membership is local: any free port.</summary>
    [Range(0, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>Where grains listen for front-ends; 0, where membership is local: none.</summary>
    [Range(0, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>
    /// Queues that audio passes through, and as many for what was said; each is worked off by one core of one silo, so there should be two or more for each silo.
    /// The same number for all processes of a cluster, or they miss each other.
    /// </summary>
    [Range(1, 1024)]
    public int Queues { get; set; } = 8;

    /// <summary>Where Redis is.</summary>
    public string? RedisUrl { get; private set; }

    /// <summary>The role as health pages, traces and metrics name it.</summary>
    public string RoleName => Role.ToString().ToLowerInvariant();

    /// <summary>Whether grains live in this process.</summary>
    public bool HostsGrains => Role != ClusterRole.Api;

    /// <summary>Whether clients are served by this process.</summary>
    public bool ServesClients => Role != ClusterRole.Silo;

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The host's configuration.</param>
    /// <exception cref="OptionsValidationException">They make no sense; the message is one line for operators.</exception>
    public static ClusterSettings Read(IConfiguration configuration)
    {
        var settings = new ClusterSettings();
        configuration.GetSection(Section).Bind(settings);
        settings.RedisUrl = configuration[RedisUrlSetting];
        var wrong = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), wrong, validateAllProperties: true);
        List<string> failures = [.. wrong.Select(result => result.ErrorMessage ?? ""), .. settings.Contradictions()];
        return failures.Count == 0 ? settings : throw new OptionsValidationException(Section, typeof(ClusterSettings), failures);
    }

    private IEnumerable<string> Contradictions()
    {
        if (Membership == ClusterMembership.Local && Role != ClusterRole.All)
        {
            yield return $"Cluster__Role={Role} needs other processes; say where they find each other: Cluster__Membership=Postgres or Redis.";
        }

        if (Membership == ClusterMembership.Redis && string.IsNullOrEmpty(RedisUrl))
        {
            yield return "Cluster__Membership=Redis needs REDIS_URL=redis://[:password@]host:port.";
        }

        if (Membership != ClusterMembership.Local && HostsGrains && (SiloPort == 0 || GatewayPort == 0))
        {
            yield return "In a cluster, Cluster__SiloPort and Cluster__GatewayPort must be ports that others can reach, not 0.";
        }
    }
}

/// <summary>What runs in a process.</summary>
internal enum ClusterRole
{
    /// <summary>Grains and front-end.</summary>
    All,

    /// <summary>Grains only.</summary>
    Silo,

    /// <summary>The front-end only: a client of the silos.</summary>
    Api,
}

/// <summary>Where members of a cluster find each other.</summary>
internal enum ClusterMembership
{
    /// <summary>Nowhere: this process is alone.</summary>
    Local,

    /// <summary>In the database.</summary>
    Postgres,

    /// <summary>In Redis.</summary>
    Redis,
}
