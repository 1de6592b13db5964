using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>A host with the engine, for tests.</summary>
public sealed class TestCluster : IDisposable, IAsyncDisposable
{
    private readonly List<Func<object>> _configurators;
    private IHost? _host;

    internal TestCluster(TestClusterOptions options, List<Func<object>> configurators)
    {
        Options = options;
        _configurators = configurators;
    }

    /// <summary>The options it was built with.</summary>
    public TestClusterOptions Options { get; }

    /// <summary>A way into the cluster.</summary>
    public IClusterClient Client => ServiceProvider.GetRequiredService<IClusterClient>();

    /// <summary>Makes references to grains.</summary>
    public IGrainFactory GrainFactory => Client;

    /// <summary>The services of the client, which with one process are those of the host.</summary>
    public IServiceProvider ServiceProvider => Host.Services;

    private IHost Host => _host ?? throw new InvalidOperationException("The cluster is not deployed.");

    /// <summary>The services of the host.</summary>
    public IServiceProvider GetSiloServiceProvider() => ServiceProvider;

    /// <summary>Starts it.</summary>
    public async Task DeployAsync()
    {
        var builder = new HostBuilder();
        foreach (var configurator in _configurators)
        {
            switch (configurator())
            {
                case IHostConfigurator host and ISiloConfigurator silo:
                    host.Configure(builder);
                    _ = builder.UseOrleans(silo.Configure);
                    break;
                case IHostConfigurator host:
                    host.Configure(builder);
                    break;
                case ISiloConfigurator silo:
                    _ = builder.UseOrleans(silo.Configure);
                    break;
            }
        }

        _ = builder.UseOrleans(_ => { });
        _host = builder.Build();
        await _host.StartAsync();
    }

    /// <summary>Starts it.</summary>
    public void Deploy() => DeployAsync().GetAwaiter().GetResult();

    /// <summary>Stops it: all grains are deactivated.</summary>
    public Task StopAllSilosAsync() => _host?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Waits until a grain is not active.</summary>
    public Task WaitForDeactivationAsync(IAddressable grain) =>
        ServiceProvider.GetRequiredService<SiloRuntime>().Directory.TryGet(grain.GetGrainId(), out var activation)
            ? activation!.Deactivated
            : Task.CompletedTask;

    /// <summary>Deactivates a grain if it is active, and waits for that.</summary>
    public Task DeactivateAsync(IAddressable grain)
    {
        if (!ServiceProvider.GetRequiredService<SiloRuntime>().Directory.TryGet(grain.GetGrainId(), out var activation))
            return Task.CompletedTask;
        activation!.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "The test asked for it."));
        return activation.Deactivated;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is null)
            return;
        await StopAllSilosAsync();
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
        else
            _host.Dispose();
        _host = null;
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
