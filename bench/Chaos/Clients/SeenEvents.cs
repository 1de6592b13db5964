using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using MeetingIntel.Bench.Chaos.Report;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>What a client was shown of a session's timeline: every event once, in order, without a hole, across all its connections; and read again, the same.</summary>
/// <param name="client">Whose this is.</param>
/// <param name="evidence">The log.</param>
internal sealed class SeenEvents(string client, Evidence evidence)
{
    private readonly List<UInt128> _events = [];
    private readonly List<double> _heardAt = [];
    private long _next = 1;

    /// <summary>The newest event that was shown.</summary>
    public long Seq => _events.Count;

    /// <summary>The event behind which the connection goes on.</summary>
    public long After => _next - 1;

    /// <summary>When each event came first: that of event 1 is the first one.</summary>
    public IReadOnlyList<double> HeardAt => _heardAt;

    /// <summary>A connection asks for what comes behind an event.</summary>
    public void AskBehind(long after) => _next = after + 1;

    /// <summary>The server has said with which event the session ends.</summary>
    public void OnConnected(long lastSeq)
    {
        if (lastSeq < Seq)
        {
            evidence.Violate("monotone reads", string.Create(CultureInfo.InvariantCulture, $"{client}: the session ends with event {lastSeq}, but event {Seq} was seen"));
        }
    }

    /// <summary>An event came.</summary>
    /// <param name="seq">Its place.</param>
    /// <param name="envelope">All of it, as the server wrote it.</param>
    /// <param name="now">When.</param>
    public void OnEvent(long seq, ReadOnlySpan<byte> envelope, double now)
    {
        if (seq != _next)
        {
            evidence.Violate("no holes", string.Create(CultureInfo.InvariantCulture, $"{client}: event {seq} came where {_next} was due"));
        }

        _next = seq + 1;
        var content = BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(envelope));
        if (seq == Seq + 1)
        {
            _events.Add(content);
            _heardAt.Add(now);
            evidence.Write("event", ("client", client), ("seq", seq), ("hash", Text(content)));
        }
        else if (seq >= 1 && seq <= Seq && _events[(int)seq - 1] != content)
        {
            var shown = Text(_events[(int)seq - 1]);
            evidence.Violate("events never change", string.Create(CultureInfo.InvariantCulture, $"{client}: event {seq} is {Text(content)}, but {shown} was shown"));
        }
    }

    private static string Text(UInt128 hash) => hash.ToString("x32", CultureInfo.InvariantCulture);
}
