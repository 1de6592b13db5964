using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using MeetingIntel.Api.Identity.Limits;
using MeetingIntel.Api.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.EngineIo;

/// <summary>All connections over Engine.IO that this process has.</summary>
internal sealed partial class EngineConnections(
    IEngineApplication application, RateLimits limits, IOptions<EngineOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<EngineConnections> logger) : IHostedLifecycleService
{
    private const int IdBytes = 18;

    private readonly ConcurrentDictionary<string, EngineConnection> _connections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<EngineConnection, Task> _running = [];
    private CancellationTokenRegistration _stopping;

    /// <summary>How many there are.</summary>
    public int Count => _connections.Count;

    /// <summary>Finds a connection.</summary>
    /// <param name="id">What a request calls it.</param>
    public EngineConnection? Find(string id) => _connections.GetValueOrDefault(id);

    /// <summary>Begins a connection, as somebody who is not known yet.</summary>
    /// <param name="context">The request that it begins with.</param>
    /// <param name="overSocket">Whether it is a WebSocket.</param>
    /// <returns>The connection; or <c>limit.rate</c>, <c>server.stopping</c>.</returns>
    public GrainResult<EngineConnection> Open(HttpContext context, bool overSocket)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return new GrainError(GrainErrorKind.Unavailable, SocketEnd.Stopping.Code!, SocketEnd.Stopping.Message);
        }

        var place = limits.Open(context);
        if (!place.Succeeded)
        {
            return place.Error;
        }

        var opening = RequestCopy.Of(context);
        opening.Features.Set(new OpeningPlace(place.Value));
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        var connection = new EngineConnection(id, opening, overSocket, options.Value, time, gone => _connections.TryRemove(gone.Id, out _));
        _connections[id] = connection;
        ApiMetrics.Sockets.Add(1);
        // It outlives the request, and is no part of its trace.
        using (ExecutionContext.SuppressFlow())
        {
            _running[connection] = Task.Run(() => RunAsync(connection));
        }

        if (_running.TryGetValue(connection, out var running) && running.IsCompleted)
        {
            _running.TryRemove(connection, out _);
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            connection.End(SocketEnd.Stopping);
        }

        return connection;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(() =>
        {
            foreach (var connection in _connections.Values)
            {
                connection.End(SocketEnd.Stopping);
            }
        });
        return Task.CompletedTask;
    }

    /// <summary>Before anything else stops: what was sent still has to be heard.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // Which is what the connections end at.
        lifetime.StopApplication();
        await Task.WhenAll(_running.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.DisposeAsync();
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RunAsync(EngineConnection connection)
    {
        using (connection)
        {
            var beating = connection.BeatAsync();
            try
            {
                await application.RunAsync(connection);
                connection.End(SocketEnd.Done);
            }
            catch (Exception exception)
            {
                var end = SocketEnd.From(exception);
                LogFailed(exception, end.Code!);
                connection.End(end);
            }

            // Ends when the connection is over.
            await beating;
            connection.Opening.Features.Get<OpeningPlace>()?.Dispose();
            ApiMetrics.Sockets.Add(-1);
            ApiMetrics.SocketsClosed.Add(1, ApiMetrics.CloseCode(connection.EndedWith!.CloseCode));
            _running.TryRemove(connection, out _);
        }
    }

    [LoggerMessage(EventId = 55, Level = LogLevel.Error, Message = "A Socket.IO connection failed with {Code}")]
    private partial void LogFailed(Exception exception, string code);
}

/// <summary>The place that somebody has while nobody knows who they are.</summary>
/// <param name="place">Given back when it is known, or they are gone.</param>
internal sealed class OpeningPlace(IDisposable place) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => place.Dispose();
}
