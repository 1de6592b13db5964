using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Orleans.TestingHost;

/// <summary>Configures the engine of a test cluster.</summary>
public interface ISiloConfigurator
{
    /// <summary>Configures it.</summary>
    void Configure(ISiloBuilder siloBuilder);
}

/// <summary>Configures the host of a test cluster.</summary>
public interface IHostConfigurator
{
    /// <summary>Configures it.</summary>
    void Configure(IHostBuilder hostBuilder);
}

/// <summary>Builds a test cluster.</summary>
public class TestClusterBuilder
{
    private const short DefaultSilos = 2;

    private readonly List<Func<object>> _configurators = [];

    /// <summary>With the usual number of silos.</summary>
    public TestClusterBuilder()
        : this(DefaultSilos)
    {
    }

    /// <summary>With a number of silos; the embedded engine runs one whatever it is.</summary>
    public TestClusterBuilder(short initialSilosCount) => Options.InitialSilosCount = initialSilosCount;

    /// <summary>The options.</summary>
    public TestClusterOptions Options { get; } = new();

    /// <summary>Adds an <see cref="ISiloConfigurator"/> or <see cref="IHostConfigurator"/>.</summary>
    public TestClusterBuilder AddSiloBuilderConfigurator<T>()
        where T : new()
    {
        _configurators.Add(static () => new T());
        return this;
    }

    /// <summary>Builds the cluster; <see cref="TestCluster.DeployAsync"/> starts it.</summary>
    public TestCluster Build() => new(Options, _configurators);
}

/// <summary>Options of a test cluster.</summary>
public class TestClusterOptions
{
    /// <summary>How many silos are wanted; the embedded engine runs one whatever it is.</summary>
    public short InitialSilosCount { get; set; }

    /// <summary>The name of the cluster.</summary>
    public string ClusterId { get; set; } = "testcluster";

    /// <summary>The name of the service.</summary>
    public string ServiceId { get; set; } = Guid.NewGuid().ToString();
}
