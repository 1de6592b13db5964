using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using MeetingIntel.Bench.Chaos.Report;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>A client of a session's live feed: every event once, in order, without a hole, across all its connections; read again, the same.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="network">Where it connects to.</param>
/// <param name="evidence">The log.</param>
internal sealed class Watcher(string sessionId, Network network, Evidence evidence) : Resumer($"{sessionId} watcher", network, evidence)
{
    /// <summary>One in so many connections asks for what it has already.</summary>
    private const int ReadAgain = 4;

    private readonly Network _network = network;
    private readonly List<UInt128> _events = [];
    private readonly List<double> _heardAt = [];
    private long _next = 1;

    public string SessionId => sessionId;

    /// <summary>The newest event that it has.</summary>
    public long Seq => _events.Count;

    /// <summary>When each event came first: that of event 1 is the first one.</summary>
    public IReadOnlyList<double> HeardAt => _heardAt;

    protected override string Path()
    {
        _next = 1 + (_network.Random.Next(ReadAgain) == 0 ? _network.Random.NextInt64(Seq + 1) : Seq);
        return string.Create(CultureInfo.InvariantCulture, $"/ws/sessions/{sessionId}?after={_next - 1}");
    }

    protected override void Hear(ReadOnlySpan<byte> utf8, double now)
    {
        if (utf8.StartsWith("""{"event":"transcript.partial"""u8) || utf8.StartsWith("""{"event":"channel.progress"""u8))
        {
            return;
        }

        var reader = new Utf8JsonReader(utf8);
        using var message = JsonDocument.ParseValue(ref reader);
        var root = message.RootElement;
        switch (root.GetProperty("event").GetString())
        {
            case "connected":
                OnConnected(root.GetProperty("data").GetProperty("last_seq").GetInt64());
                break;
            case "error.occurred":
                Evidence.Write("error", ("client", Name), ("code", root.GetProperty("data").GetProperty("code").GetString()));
                break;
            default:
                OnEvent(root.GetProperty("seq").GetInt64(), BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(utf8)), now);
                break;
        }
    }

    protected override string? Judge(int code, string reason) => code is 1001 or 1006 or 1011 or 4408 or 4429 or 4503 ? null : "nothing the client did explains this";

    private void OnConnected(long lastSeq)
    {
        Evidence.Write("watching", ("client", Name), ("connection", Connections), ("front_end", FrontEnd), ("after", _next - 1), ("last_seq", lastSeq));
        if (lastSeq < Seq)
        {
            Evidence.Violate("monotone reads", string.Create(CultureInfo.InvariantCulture, $"{Name}: the session ends with event {lastSeq}, but event {Seq} was seen"));
        }

        Greet();
    }

    private void OnEvent(long seq, UInt128 content, double now)
    {
        if (seq != _next)
        {
            Evidence.Violate("no holes", string.Create(CultureInfo.InvariantCulture, $"{Name}: event {seq} came where {_next} was due"));
        }

        _next = seq + 1;
        if (seq <= Seq)
        {
            if (_events[(int)seq - 1] != content)
            {
                Evidence.Violate("events never change", string.Create(CultureInfo.InvariantCulture, $"{Name}: event {seq} is not what it was"));
            }
        }
        else if (seq == Seq + 1)
        {
            _events.Add(content);
            _heardAt.Add(now);
            Evidence.Write("event", ("client", Name), ("seq", seq));
        }
    }
}
