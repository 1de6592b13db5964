using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.CloudTarget;

/// <summary>
/// A listener of its own, as CloudTarget has one: every path on it is the socket, and nothing else is there. It opens when everything else runs, and closes when the
/// server begins to stop.
/// </summary>
internal sealed class CloudTargetListener(CloudTargetSocket socket, IOptions<CloudTargetOptions> options, IOptions<ForwardedHeadersOptions> proxies, IHostApplicationLifetime lifetime, ILoggerFactory loggers)
    : IHostedLifecycleService
{
    private WebApplication? _app;

    /// <summary>Where it listens; <see langword="null"/>: it does not.</summary>
    public Uri? Address { get; private set; }

    /// <inheritdoc/>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Port is not { } port)
        {
            return;
        }

        var builder = WebApplication.CreateSlimBuilder();
        // Settings and logs are those of the server that this is part of.
        builder.Configuration.Sources.Clear();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, PartOfTheServer>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            if (options.Value.Host == "*")
            {
                kestrel.ListenAnyIP(port);
            }
            else if (port == 0)
            {
                kestrel.Listen(System.Net.IPAddress.Loopback, port);
            }
            else
            {
                kestrel.ListenLocalhost(port);
            }
        });
        _app = builder.Build();
        if (proxies.Value.KnownIPNetworks.Count > 0)
        {
            _app.UseForwardedHeaders(proxies.Value);
        }

        _app.UseWebSockets();
        _app.Run(socket.HandleAsync);
        await _app.StartAsync(cancellationToken);
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("[::]", "localhost", StringComparison.Ordinal));
    }

    /// <summary>Before anything else stops: what was sent still has to be heard, and calls to be ended.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (_app is { } app)
        {
            _app = null;
            // Which is what its sockets end at.
            lifetime.StopApplication();
            await app.StopAsync(cancellationToken);
            await app.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>It begins and ends with the server, and hears no signals of its own.</summary>
    private sealed class PartOfTheServer : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
