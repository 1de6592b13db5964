using Microsoft.AspNetCore.Hosting.Server;

namespace MeetingIntel.Silo.Hosting;

/// <summary>
/// Ends connections before anything else stops, and in time: Kestrel would wait for the last request as long as the host has patience at all, and leave none to the
/// grains that move, to the silo that says goodbye, and to the journal that is written out.
/// </summary>
internal sealed class Leaving(IServer server, IHostApplicationLifetime application, TimeProvider time) : IHostedLifecycleService
{
    /// <summary>What the process takes at most from the end of its drain to its own. Whoever ends it by force waits for <c>Drain__Seconds</c> and this.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The connections' part of it: farewells of sockets take 5 s, the ends of what recordings have begun a few commits.</summary>
    public static readonly TimeSpan ConnectionsPatience = TimeSpan.FromSeconds(10);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // Sockets, hubs and recordings end by this.
        application.StopApplication();
        using var patience = new CancellationTokenSource(ConnectionsPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        await server.StopAsync(either.Token);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
