using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orleans.Embedded.Tests;

/// <summary>A host with the engine.</summary>
internal sealed class Silo(IHost host) : IAsyncDisposable
{
    internal IClusterClient Grains { get; } = host.Services.GetRequiredService<IClusterClient>();

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        host.Dispose();
    }

    internal static async Task<Silo> StartAsync(Action<ISiloBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        _ = builder.Logging.SetMinimumLevel(LogLevel.None);
        _ = builder.UseOrleans(silo => configure?.Invoke(silo));
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    internal Task StopAsync(CancellationToken cancellationToken) => host.StopAsync(cancellationToken);
}
