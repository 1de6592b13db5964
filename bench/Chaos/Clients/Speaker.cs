using System.Globalization;
using System.Text.Json;
using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Bench.Servers;
using MeetingIntel.Bench.Sockets;
using MeetingIntel.Bench.Speech;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>A client of the audio socket: speaks in real time, keeps what is not acknowledged, and sends it again from where <c>ready</c> says.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="channel">The channel, as the client calls it.</param>
/// <param name="microphone">What it says.</param>
/// <param name="network">Where it connects to.</param>
/// <param name="evidence">The log.</param>
internal sealed class Speaker(string sessionId, string channel, Microphone microphone, Network network, Evidence evidence)
    : Resumer($"{sessionId} {channel}", network, evidence)
{
    /// <summary>What a client keeps at most, seconds.</summary>
    private const int MaxKept = 600;

    private const int FramesPerCall = 50;

    private static readonly byte[] Stop = MakeStop();

    private readonly byte[] _scratch = new byte[FramesPerCall * (microphone.MaxWireSize + 1)];
    private readonly List<double> _ackedAt = [];
    private readonly Dictionary<long, ToldFinal> _finals = [];
    private double _begin = -1;
    private long _limit = long.MaxValue;
    private long _next;
    private long _furthest;
    private byte[] _unsent = [];
    private bool _stopSent;

    public string SessionId => sessionId;

    public Microphone Microphone => microphone;

    /// <summary>The session's channels that it speaks on, in the order of the microphone's scripts.</summary>
    public IReadOnlyList<string> Lanes { get; } = microphone.Channels == 1 ? [channel] : [channel + ".left", channel + ".right"];

    /// <summary>Bytes whose outcome is on record, as the server said.</summary>
    public long Acked { get; private set; }

    /// <summary>Bytes that were said in all, once <see cref="FinishSentence"/> was called.</summary>
    public long Said => _limit;

    /// <summary>When an acknowledgement came that acknowledged something.</summary>
    public IReadOnlyList<double> AckedAt => _ackedAt;

    /// <summary>Finals that it was told, by their place on the timeline.</summary>
    public IReadOnlyDictionary<long, ToldFinal> Finals => _finals;

    /// <summary>Ends the audio behind the sentence that is being said.</summary>
    public void FinishSentence(double now) => _limit = microphone.BoundaryFrom(SpokenBy(now) + 1);

    protected override string Path()
    {
        (_stopSent, _unsent) = (false, []);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"/ws/sessions/{sessionId}/audio?channel={channel}&encoding=linear16&sample_rate=16000&channels={microphone.Channels}&speaker={(microphone.Channels == 1 ? "Ana" : "Ana,Ben")}&offset={Acked}");
    }

    protected override void Speak(WebSocketClient client, double now)
    {
        var spoken = Math.Min(_limit, SpokenBy(now));
        if (spoken - Acked > (long)MaxKept * Script.FrameRate * microphone.FrameSize)
        {
            Evidence.Violate("bounded buffers", $"{Name}: {MaxKept} s of audio have no acknowledgement");
        }

        Send(client, spoken);
    }

    protected override void Hear(ReadOnlySpan<byte> utf8, double now)
    {
        if (utf8.StartsWith("""{"type":"partial"""u8))
        {
            return;
        }

        var reader = new Utf8JsonReader(utf8);
        using var message = JsonDocument.ParseValue(ref reader);
        var root = message.RootElement;
        switch (root.GetProperty("type").GetString())
        {
            case "ready":
                OnReady(root.GetProperty("offset").GetInt64(), now);
                break;
            case "ack":
                OnAck(root.GetProperty("offset").GetInt64(), now);
                break;
            case "final":
                OnFinal(root.GetProperty("seq").GetInt64(), root.GetProperty("text").GetString()!, now);
                break;
            case "error":
                Evidence.Write("error", ("client", Name), ("code", root.GetProperty("code").GetString()));
                break;
            case var unknown:
                Evidence.Violate("protocol", $"{Name}: a message '{unknown}'");
                break;
        }
    }

    protected override string? Judge(int code, string reason) => code switch
    {
        1000 when _stopSent && Acked == _limit => Finish(),
        1000 => string.Create(CultureInfo.InvariantCulture, $"all is said to be on record, but {Acked} of {_limit} bytes are acknowledged"),
        1001 or 1006 or 1011 or 4408 or 4429 or 4503 => null,
        _ => "nothing the client did explains this",
    };

    private static byte[] MakeStop()
    {
        var frame = new byte[64];
        return frame[..ClientFrame.Write(Opcode.Text, """{"type":"stop"}"""u8, frame)];
    }

    private string? Finish()
    {
        IsDone = true;
        return null;
    }

    private long SpokenBy(double now) => _begin < 0 ? 0 : (long)((now - _begin) * Script.FrameRate) * microphone.FrameSize;

    private void Send(WebSocketClient client, long spoken)
    {
        while (true)
        {
            if (_unsent.Length > 0)
            {
                _unsent = _unsent[client.Send(_unsent)..];
                client.InFrame = _unsent.Length > 0;
                if (client.InFrame)
                {
                    return;
                }
            }

            if (_next < spoken)
            {
                var size = Gather(spoken);
                var sent = client.Send(_scratch.AsSpan(0, size));
                _unsent = sent < size ? _scratch[sent..size] : [];
                client.InFrame = _unsent.Length > 0;
                if (client.InFrame)
                {
                    return;
                }
            }
            else if (_next == _limit && !_stopSent)
            {
                _stopSent = true;
                _unsent = Stop;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Takes what was spoken and not sent, whole frames of 20 ms.</summary>
    private int Gather(long spoken)
    {
        var size = 0;
        for (var frames = 0; frames < FramesPerCall && _next < spoken; frames++)
        {
            (var written, _next) = microphone.WriteFrame(_scratch.AsSpan(size), _next);
            size += written;
        }

        _furthest = Math.Max(_furthest, _next);
        return size;
    }

    private void OnReady(long offset, double now)
    {
        Evidence.Write("ready", ("client", Name), ("connection", Connections), ("front_end", FrontEnd), ("offset", offset), ("acked", Acked));
        if (offset < Acked || offset > _furthest || offset % microphone.BlockSize != 0)
        {
            Evidence.Violate("acked is kept", string.Create(CultureInfo.InvariantCulture, $"{Name}: to be sent from byte {offset}, but {Acked} are acknowledged and {_furthest} were sent"));
            offset = Math.Clamp(offset - (offset % microphone.BlockSize), 0, _furthest);
        }

        _begin = _begin < 0 ? now : _begin;
        _next = offset;
        Greet();
    }

    private void OnAck(long offset, double now)
    {
        Evidence.Write("ack", ("client", Name), ("connection", Connections), ("offset", offset));
        if (offset < Acked || offset > _furthest)
        {
            Evidence.Violate("acked is kept", string.Create(CultureInfo.InvariantCulture, $"{Name}: byte {offset} was acknowledged after byte {Acked}, of {_furthest} sent"));
            return;
        }

        if (offset > Acked)
        {
            _ackedAt.Add(now);
        }

        Acked = offset;
    }

    private void OnFinal(long seq, string text, double now)
    {
        Evidence.Write("final", ("client", Name), ("connection", Connections), ("seq", seq), ("text", text));
        if (!_finals.TryAdd(seq, new ToldFinal(text, now)))
        {
            Evidence.Violate("no duplicates", string.Create(CultureInfo.InvariantCulture, $"{Name}: the final of event {seq} came twice"));
        }
    }
}

/// <summary>A final as its speaker was told it.</summary>
/// <param name="Text">What was said.</param>
/// <param name="At">When the speaker was told; seconds of the evidence log.</param>
internal readonly record struct ToldFinal(string Text, double At);
