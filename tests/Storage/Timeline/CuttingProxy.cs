using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace MeetingIntel.Storage.Tests.Timeline;

/// <summary>
/// Stands between the journal and the database and takes the wire away at the worst moments. The server's side of a cut connection stays open, as
/// when a network is gone without a word: the server still does what it has received.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Link> _links = [];
    private readonly List<Task> _running = [];
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;
    private bool _refuse;

    public CuttingProxy(string connectionString)
    {
        _server = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>The database through this proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>The next answer of the server on a connection that stands now gets lost, and with it the connection.</summary>
    public void CutAtNextAnswer() => ForAll(static link => link.CutAtAnswer = true);

    /// <summary>Cuts all connections now.</summary>
    public void Cut() => ForAll(static link => link.Client.Close());

    /// <summary>Cuts all connections now and lets nobody connect again.</summary>
    public void CutForGood()
    {
        Volatile.Write(ref _refuse, true);
        Cut();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    private void ForAll(Action<Link> action)
    {
        lock (_links)
            _links.ForEach(action);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var link = new Link(await _listener.AcceptTcpClientAsync(_stop.Token));
                lock (_links)
                    _links.Add(link);
                _running.Add(RunAsync(link));
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task RunAsync(Link link)
    {
        using var client = link.Client;
        if (Volatile.Read(ref _refuse))
            return;

        using var server = new TcpClient { NoDelay = true };
        await server.ConnectAsync(_server.Host!, _server.Port, _stop.Token);
        await Task.WhenAll(ToServerAsync(client, server), ToClientAsync(server, link));
    }

    private async Task ToServerAsync(TcpClient client, TcpClient server)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
                await server.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The client was cut; the server is not told.
        }
    }

    private async Task ToClientAsync(TcpClient server, Link link)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await server.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
            {
                if (link.CutAtAnswer)
                    link.Client.Close();
                await link.Client.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }

            link.Client.Close();
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // Nobody is left to answer to.
        }
    }

    private static bool IsEnd(Exception exception) =>
        exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    private sealed class Link(TcpClient client)
    {
        public TcpClient Client { get; } = client;

        public volatile bool CutAtAnswer;
    }
}
