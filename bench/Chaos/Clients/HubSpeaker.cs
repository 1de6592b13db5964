using System.Globalization;
using System.Text.Json;
using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>
/// A client as Astro's desktop app: joins its session's room over SignalR and sends audio there, without offsets and acknowledgements. What a connection had when it
/// broke may be lost; what is on record is there once, in order.
/// </summary>
/// <param name="sessionId">A session of its own.</param>
/// <param name="channel">The channel that it names; <see langword="null"/>: it names none, as Astro's do, and each connection has its own.</param>
/// <param name="network">Where it connects to.</param>
/// <param name="evidence">The log.</param>
internal sealed class HubSpeaker(string sessionId, string? channel, Network network, Evidence evidence) : Resumer($"{sessionId} hub speaker", network, evidence)
{
    private readonly HubWire _wire = new();
    private double _pieceAt;
    private int _heard;
    private bool _isFinishing;

    public string SessionId => sessionId;

    /// <summary>What it said.</summary>
    public HubSpeech Speech { get; } = new();

    /// <summary>What its room was shown.</summary>
    public RoomEvents Room { get; } = new($"{sessionId} hub speaker", evidence);

    /// <summary>Ends the audio behind the sentence that is being said.</summary>
    public void FinishSentence() => _isFinishing = true;

    protected override string Path()
    {
        _wire.Begin();
        _wire.Invoke("join_session", new { session_id = sessionId, after = Room.Seq });
        return HubWire.Path;
    }

    protected override void Introduce(WebSocketClient client, double now) => _wire.Flush(client, now);

    protected override void Speak(WebSocketClient client, double now)
    {
        var turn = Speech.Turns[^1];
        if (!_isFinishing || !Speech.IsBetweenSentences || turn.Last < turn.First)
        {
            SayPiece(now);
        }
        else if (turn.IsRefused)
        {
            GiveUp("its audio was refused");
        }
        else
        {
            IsDone = _heard >= turn.Last;
        }

        _wire.Flush(client, now);
    }

    protected override void Hear(ReadOnlySpan<byte> utf8, double now)
    {
        while (HubWire.TryRead(ref utf8, out var record))
        {
            if (record.Kind == HubRecordKind.Event)
            {
                var reader = new Utf8JsonReader(record.Body);
                using var arguments = JsonDocument.ParseValue(ref reader);
                HearEvent(record.Target!, arguments.RootElement[0], now);
            }
            else if (record.Kind == HubRecordKind.Close)
            {
                Evidence.Write("error", ("client", Name), ("code", record.Error));
            }
        }
    }

    protected override string? Judge(int code, string reason) => HubWire.Judge(code);

    /// <summary>A socket that takes nothing makes it wait: what it would have said meanwhile it says later.</summary>
    private void SayPiece(double now)
    {
        if (now >= _pieceAt && _wire.IsIdle)
        {
            _pieceAt = Math.Max(_pieceAt + HubSpeech.Piece, now - HubSpeech.Piece);
            _wire.Invoke("audio_chunk", new { session_id = sessionId, audio = Convert.ToBase64String(Speech.NextPiece()), speaker = "Cid", channel });
        }
    }

    private void HearEvent(string name, JsonElement payload, double now)
    {
        switch (name)
        {
            case "joined_session":
                Evidence.Write("joined", ("client", Name), ("connection", Connections), ("front_end", FrontEnd), ("after", Room.Seq));
                Speech.BeginTurn();
                _pieceAt = now;
                Greet();
                break;
            case "transcript_update":
                HearTranscript(payload);
                break;
            case "insight_update" or "session_status_update":
                Room.OnEvent(payload.GetProperty("seq").GetInt64(), name, null);
                break;
            case "error":
                OnError(payload);
                break;
            case "connected" or "audio_processing":
                break;
            default:
                Evidence.Violate("protocol", $"{Name}: an event '{name}'");
                break;
        }
    }

    private void HearTranscript(JsonElement payload)
    {
        if (payload.TryGetProperty("seq", out var seq))
        {
            var text = payload.GetProperty("transcript").GetProperty("text").GetString()!;
            Room.OnEvent(seq.GetInt64(), "transcript_update", text);
            _heard = int.Parse(text[(text.LastIndexOf('w') + 1)..], CultureInfo.InvariantCulture);
            Speech.Turns[^1].IsHeard |= _heard >= Speech.Turns[^1].First;
        }
    }

    private void OnError(JsonElement payload)
    {
        var code = payload.GetProperty("code").GetString()!;
        Evidence.Write("error", ("client", Name), ("code", code));

        // It may be about the room, which is gone then, or about a piece of audio; where one is refused, the next ones often are, for the same reason.
        var isAboutAudio = IsGreeted && !payload.TryGetProperty("session_id", out _);
        if (!PassingErrors.Contains(code) && !(isAboutAudio && Speech.Turns[^1].IsRefused))
        {
            Evidence.Violate("errors make sense", $"{Name}: {payload}");
        }

        if (isAboutAudio)
        {
            Speech.Turns[^1].IsRefused = true;
        }
        else
        {
            GiveUp("it is not in the room");
        }
    }
}
