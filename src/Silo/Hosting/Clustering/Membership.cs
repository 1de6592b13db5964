using System.Net;
using System.Net.Sockets;
using MeetingIntel.Storage;
using MeetingIntel.Storage.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>Who is in the cluster, and how soon the others notice that somebody is not any more.</summary>
internal static class Membership
{
    /// <summary>Name by which Orleans' ADO.NET provider finds Npgsql.</summary>
    private const string Npgsql = "Npgsql";

    /// <summary>
    /// A silo that misses three probes of a second or so each is suspected, unless something came from it meanwhile, and declared dead when a second one agrees: a
    /// hung silo is noticed in about six seconds. A shorter probe would take a long collection or a busy neighbour for a death; Orleans' default of 5 s, which
    /// it may stretch to 20 s, would leave meetings without words for a minute.
    /// </summary>
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);

    /// <summary>A probe of a slow silo may take so long.</summary>
    private static readonly TimeSpan SlowProbe = TimeSpan.FromSeconds(1.5);

    private const int MissedProbes = 3;

    /// <summary>How often members look into the table, besides telling each other.</summary>
    private static readonly TimeSpan TableRefresh = TimeSpan.FromSeconds(5);

    /// <summary>How often members write that they live. Who joins ignores members that have not done so for three times as long, as after a loss of all.</summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    /// <summary>Makes a silo a member.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="cluster">What this process is in its cluster.</param>
    public static void AddMembership(this ISiloBuilder silo, ClusterSettings cluster)
    {
        if (cluster.Membership == ClusterMembership.Local)
        {
            // Nobody connects to a cluster of one silo, but it listens, and on Orleans' usual ports two programs would share them unnoticed.
            silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0);
            return;
        }

        silo.Configure<ClusterOptions>(cluster.Name);
#pragma warning disable ORLEANSEXP003 // Its only evaluation is that it may still change; the older directory forgets with a lost silo what lives elsewhere.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        // By default what lived on a lost silo comes to life nowhere for half a minute, in case the silo only hung and still answers. Here such a silo can write
        // nothing: the journal refuses it.
        silo.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = TimeSpan.Zero);
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = options.MinProbeTimeout = Probe;
            options.MaxProbeTimeout = SlowProbe;
            options.NumMissedProbesLimit = MissedProbes;
            options.TableRefreshTimeout = TableRefresh;
            options.IAmAliveTablePublishTimeout = SignOfLife;
        });
        if (cluster.Address is { } address)
        {
            silo.ConfigureEndpoints(Parse(address), cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: true);
        }
        else
        {
            silo.ConfigureEndpoints(cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: true);
        }

        if (cluster.Membership == ClusterMembership.Redis)
        {
            silo.UseRedisClustering(options => options.ConfigurationOptions = Redis.Parse(cluster.RedisUrl!));
        }
        else
        {
            silo.UseAdoNetClustering(options => options.Configure<IOptions<StorageOptions>>((table, storage) =>
            {
                table.Invariant = Npgsql;
                table.ConnectionString = ConnectionString(storage.Value);
            }));
        }

        silo.Services.TranslateMembership();
    }

    /// <summary>Lets a front-end find the silos.</summary>
    /// <param name="client">The front-end's client.</param>
    /// <param name="cluster">What this process is in its cluster.</param>
    public static void AddMembership(this IClientBuilder client, ClusterSettings cluster)
    {
        client.Configure<ClusterOptions>(cluster.Name);
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = LostSilos.Period);
        if (cluster.Membership == ClusterMembership.Redis)
        {
            client.UseRedisClustering(options => options.ConfigurationOptions = Redis.Parse(cluster.RedisUrl!));
        }
        else
        {
            client.UseAdoNetClustering(options => options.Configure<IOptions<StorageOptions>>((table, storage) =>
            {
                table.Invariant = Npgsql;
                table.ConnectionString = ConnectionString(storage.Value);
            }));
        }
    }

    private static void TranslateMembership(this IServiceCollection services)
    {
        var place = services.Last(service => service.ServiceType == typeof(IMembershipTable));
        services.Replace(ServiceDescriptor.Singleton<IMembershipTable>(provider => new TranslatedMembership(
            (IMembershipTable)(place.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, place.ImplementationType!)))));
    }

    private static void Name(this ClusterSettings cluster, ClusterOptions options)
    {
        options.ClusterId = cluster.Id;
        options.ServiceId = cluster.Id;
    }

    /// <summary>The database as Orleans' provider takes it; a pool of its own, so that no query can keep a member from saying that it lives.</summary>
    private static string ConnectionString(StorageOptions storage)
    {
        var settings = DatabaseUrl.Parse(storage.ConnectionString);
        settings.ApplicationName = "meetingintel-membership";
        settings.MaxPoolSize = 4;
        settings.Timeout = 5;
        settings.CommandTimeout = 5;
        return settings.ConnectionString;
    }

    private static IPAddress Parse(string address) => IPAddress.TryParse(address, out var parsed)
        ? parsed
        : throw new OptionsValidationException(ClusterSettings.Section, typeof(ClusterSettings), [$"Cluster__Address is '{address}'; it must be an IP address."]);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
