using System.Text.Json;
using MeetingIntel.Bench.Chaos.Report;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>A client of a session's live feed, in ASTRA's envelope. It goes on behind its last event, sometimes reads again what it has, and all of it in the end.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="kind">For the log.</param>
/// <param name="network">Where it connects to.</param>
/// <param name="evidence">The log.</param>
internal abstract class Watcher(string sessionId, string kind, Network network, Evidence evidence) : Resumer($"{sessionId} {kind}", network, evidence)
{
    /// <summary>One in so many connections asks for what it has already.</summary>
    private const int ReadAgainOneIn = 4;

    private readonly Network _network = network;
    private bool _readsAgain;
    private volatile bool _hasReadAgain;

    public string SessionId => sessionId;

    /// <summary>What it was shown.</summary>
    public SeenEvents Seen { get; } = new($"{sessionId} {kind}", evidence);

    /// <summary>Whether it has got all events once more since <see cref="ReadAgain"/>.</summary>
    public bool HasReadAgain => _hasReadAgain;

    /// <summary>Has it connect anew and read the whole session from its beginning.</summary>
    public void ReadAgain(double now)
    {
        _readsAgain = true;
        Reconnect(now);
    }

    /// <summary>Decides from where on the next connection reads.</summary>
    protected void ChooseAfter() =>
        Seen.AskBehind(_readsAgain ? 0 : _network.Random.Next(ReadAgainOneIn) == 0 ? _network.Random.NextInt64(Seen.Seq + 1) : Seen.Seq);

    /// <summary>Something of the feed came.</summary>
    /// <param name="envelope">ASTRA's envelope.</param>
    /// <param name="now">When.</param>
    protected void HearEnvelope(ReadOnlySpan<byte> envelope, double now)
    {
        if (envelope.StartsWith("""{"event":"transcript.partial"""u8) || envelope.StartsWith("""{"event":"channel.progress"""u8))
        {
            return;
        }

        var reader = new Utf8JsonReader(envelope);
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
                OnEvent(root.GetProperty("seq").GetInt64(), envelope, now);
                break;
        }
    }

    private void OnConnected(long lastSeq)
    {
        Evidence.Write("watching", ("client", Name), ("connection", Connections), ("front_end", FrontEnd), ("after", Seen.After), ("last_seq", lastSeq));
        Seen.OnConnected(lastSeq);
        Greet();
    }

    private void OnEvent(long seq, ReadOnlySpan<byte> envelope, double now)
    {
        Seen.OnEvent(seq, envelope, now);
        if (_readsAgain && !_hasReadAgain && seq == Seen.Seq)
        {
            _hasReadAgain = true;
            Evidence.Write("read-again", ("client", Name), ("seq", seq));
        }
    }
}
