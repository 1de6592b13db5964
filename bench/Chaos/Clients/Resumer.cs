using System.Net.Sockets;
using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>A client's socket as the README wants it: after any end it connects again, to another front-end, unless the close code says not to.</summary>
/// <param name="name">For the log.</param>
/// <param name="network">Where it connects to.</param>
/// <param name="evidence">The log.</param>
internal abstract class Resumer(string name, Network network, Evidence evidence) : IWebSocketHandler
{
    /// <summary>So long a client waits for a front-end to take its connection: a hung one does not.</summary>
    private const double UpgradePatience = 4;

    /// <summary>So long it waits to be let in, all in all.</summary>
    private const double ConnectPatience = 10;

    /// <summary>A front-end that says nothing at all for so long, in a meeting where somebody speaks all the time, is taken for hung.</summary>
    private const double SilencePatience = 8;

    private WebSocketClient? _client;
    private bool _greeted;
    private double _deadline;
    private double _upgradeBy;
    private double _connectAt;
    private (int Code, string Reason)? _closed;

    public string Name => name;

    /// <summary>Which connection this is, from 1.</summary>
    public int Connections { get; private set; }

    /// <summary>Whether everything was said and heard, and no connection is wanted any more.</summary>
    public bool IsDone { get; protected set; }

    /// <summary>Where it is connected to.</summary>
    protected int FrontEnd { get; private set; }

    /// <summary>Whether the server has said that all is well.</summary>
    protected bool IsGreeted => _greeted;

    protected Evidence Evidence => evidence;

    /// <summary>Does what is due.</summary>
    public void Tick(double now)
    {
        if (_closed is { } closed)
        {
            _closed = null;
            End(closed.Code, closed.Reason, now);
        }

        if (IsDone)
        {
            Drop();
        }
        else if (_client is null)
        {
            if (now >= _connectAt)
            {
                Connect(now);
            }
        }
        else if (now > _deadline || (now > _upgradeBy && !_client.IsUpgraded))
        {
            End(1006, _greeted ? "nothing was heard" : "no answer", now);
        }
        else
        {
            _client.FlushRequest();
            Send(_client, now);
        }
    }

    public void OnText(ReadOnlySpan<byte> utf8, long at)
    {
        var now = evidence.Now;
        _deadline = now + (_greeted ? SilencePatience : ConnectPatience);
        Hear(utf8, now);
    }

    public void OnClosed(int code, string reason) => _closed = (code, reason);

    /// <summary>Path and query of the next connection.</summary>
    protected abstract string Path();

    /// <summary>A message came.</summary>
    protected abstract void Hear(ReadOnlySpan<byte> utf8, double now);

    /// <summary>The socket is open, and the server has not yet said that all is well.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    protected virtual void Introduce(WebSocketClient client, double now)
    {
    }

    /// <summary>Time passes on an open connection.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    protected virtual void Speak(WebSocketClient client, double now)
    {
    }

    /// <summary>The connection has ended.</summary>
    /// <returns>Why the close code was wrong; <see langword="null"/> when a client has to live with it.</returns>
    protected abstract string? Judge(int code, string reason);

    /// <summary>The server has said that all is well.</summary>
    protected void Greet() => _greeted = true;

    /// <summary>Gives the connection up.</summary>
    /// <param name="why">For the log.</param>
    protected void GiveUp(string why) => _closed ??= (1006, why);

    /// <summary>Leaves a connection with which nothing is wrong, and makes another one.</summary>
    protected void Reconnect(double now)
    {
        Drop();
        (_closed, _greeted, _connectAt) = (null, false, now);
    }

    private void Send(WebSocketClient client, double now)
    {
        try
        {
            if (_greeted)
            {
                Speak(client, now);
            }
            else if (client.IsUpgraded)
            {
                Introduce(client, now);
            }
        }
        catch (SocketException failure)
        {
            GiveUp(failure.SocketErrorCode.ToString());
        }
    }

    private void Connect(double now)
    {
        FrontEnd = network.Next(Connections == 0 ? null : FrontEnd);
        _greeted = false;
        Connections++;
        _deadline = now + ConnectPatience;
        _upgradeBy = now + UpgradePatience;
        _client = WebSocketClient.Begin(network.Ports[FrontEnd], Path());
        if (_client is null)
        {
            Retry(now);
            return;
        }

        network.Reactor.Add(_client, this);
        _client.FlushRequest();
    }

    private void End(int code, string reason, double now)
    {
        Drop();
        _greeted = false;
        evidence.Write("close", ("client", name), ("connection", Connections), ("front_end", FrontEnd), ("code", code), ("reason", reason));
        if (Judge(code, reason) is { } wrong)
        {
            evidence.Violate("close codes", $"{name}: {code} {reason}: {wrong}");
        }

        Retry(now);
    }

    private void Retry(double now) => _connectAt = now + 0.2 + (0.6 * network.Random.NextDouble());

    private void Drop()
    {
        if (_client is { } client)
        {
            network.Reactor.Remove(client);
            _client = null;
        }
    }
}
