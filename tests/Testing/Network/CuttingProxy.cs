using System.Net;
using System.Net.Sockets;

namespace MeetingIntel.Testing.Network;

/// <summary>
/// Stands between a program and a server that it needs and takes the wire away at the worst moments. The server's side of a cut connection stays open, as
/// when a network is gone without a word: the server still does what it has received.
/// </summary>
public class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Link> _links = [];
    private readonly List<Task> _running = [];
    private readonly (string Host, int Port) _server;
    private readonly Task _accepting;
    private bool _refuse;
    private volatile TaskCompletionSource? _silence;

    /// <summary>Begins to listen.</summary>
    /// <param name="host">The server's host.</param>
    /// <param name="port">The server's port.</param>
    public CuttingProxy(string host, int port)
    {
        _server = (host, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where the server is reached through this proxy, on this machine.</summary>
    public int Port { get; }

    /// <summary>The next answer of the server on a connection that stands now gets lost, and with it the connection.</summary>
    public void CutAtNextAnswer() => ForAll(static link => link.CutAtAnswer = true);

    /// <summary>Cuts all connections now.</summary>
    public void Cut() => ForAll(static link => link.Cut());

    /// <summary>Cuts all connections now and lets nobody connect again.</summary>
    public void CutForGood()
    {
        Volatile.Write(ref _refuse, true);
        Cut();
    }

    /// <summary>Nothing goes through any more, and nobody is told: as when all packets are dropped on the way.</summary>
    public void Silence() => _silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All is well again: whoever connects gets through, the server learns which connections are cut, and what was held back by <see cref="Silence"/> goes on.</summary>
    public void Restore()
    {
        Volatile.Write(ref _refuse, false);
        ForAll(static link => link.EndIfCut());
        Interlocked.Exchange(ref _silence, null)?.SetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_running);
        _stop.Dispose();
        GC.SuppressFinalize(this);
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
                _running.RemoveAll(ended => ended.IsCompletedSuccessfully);
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
        client.NoDelay = true;
        try
        {
            await PassAsync();
            if (Volatile.Read(ref _refuse))
                return;

            using var server = link.Server;
            await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
            await Task.WhenAll(ToServerAsync(link), ToClientAsync(link));
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The server is away: whoever connects finds that out.
        }
        finally
        {
            lock (_links)
                _links.Remove(link);
        }
    }

    private Task PassAsync() => _silence?.Task.WaitAsync(_stop.Token) ?? Task.CompletedTask;

    private async Task ToServerAsync(Link link)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await link.Client.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
            {
                await PassAsync();
                await link.Server.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }

            await PassAsync();
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // Cut, or the client is gone.
        }

        // Of a cut the server is not told; that a client has gone by itself it learns as ever.
        if (!link.IsCut)
            link.Server.Close();
    }

    private async Task ToClientAsync(Link link)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await link.Server.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
            {
                await PassAsync();
                if (link.CutAtAnswer)
                    link.Cut();
                await link.Client.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }

            link.Client.Close();
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // Nobody is left to answer to, or the server is gone.
            link.Client.Close();
        }
    }

    private static bool IsEnd(Exception exception) =>
        exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    private sealed class Link(TcpClient client)
    {
        public TcpClient Client { get; } = client;

        public TcpClient Server { get; } = new() { NoDelay = true };

        public volatile bool CutAtAnswer;

        public volatile bool IsCut;

        public void Cut()
        {
            IsCut = true;
            Client.Close();
        }

        public void EndIfCut()
        {
            if (IsCut)
                Server.Close();
        }
    }
}
