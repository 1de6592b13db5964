using System.Text;
using System.Text.Json;
using MeetingIntel.Bench.Load.Measuring;
using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Load.Speech;

/// <summary>A subscriber of one session. It checks what the product promises: every event once, in order, without a hole; every sentence once, as it was said.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="speakers">Who speaks in it, by channel.</param>
/// <param name="figures">Where delays go.</param>
/// <param name="isTimed">Whether delays are its; else it only looks.</param>
internal sealed class Watcher(string sessionId, IReadOnlyDictionary<string, Speaker> speakers, Figures figures, bool isTimed) : IWebSocketHandler
{
    private readonly Dictionary<string, long> _heard = speakers.Keys.ToDictionary(channel => channel, _ => 0L, StringComparer.Ordinal);
    private long _seq;

    public string SessionId => sessionId;

    public IReadOnlyDictionary<string, Speaker> Speakers => speakers;

    /// <summary>What it was sent.</summary>
    public long Bytes { get; private set; }

    /// <summary>The newest event.</summary>
    public long Seq => _seq;

    /// <summary>Whether every sentence that was said has come.</summary>
    public bool IsDone => speakers.All(speaker => _heard[speaker.Key] >= speaker.Value.Sentences);

    public void OnText(ReadOnlySpan<byte> utf8, long at)
    {
        Bytes += utf8.Length;
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("event"u8))
            {
                reader.Read();
                if (reader.ValueTextEquals("transcript.partial"u8) || reader.ValueTextEquals("channel.progress"u8) || reader.ValueTextEquals("connected"u8))
                {
                    return;
                }

                if (reader.ValueTextEquals("transcript.segment"u8))
                {
                    OnSegment(utf8, at);
                }
            }
            else if (reader.ValueTextEquals("seq"u8))
            {
                reader.Read();
                OnSeq(reader.GetInt64());
                return;
            }
            else
            {
                reader.Skip();
            }
        }

        figures.Violate($"{sessionId}: something without a place on the timeline: {Encoding.UTF8.GetString(utf8)}");
    }

    public void OnClosed(int code, string reason) => figures.Violate($"{sessionId}: the feed was closed with code {code} {reason}");

    private void OnSeq(long seq)
    {
        if (seq != _seq + 1)
        {
            figures.Violate($"{sessionId}: event {seq} came after event {_seq}");
        }

        _seq = seq;
    }

    private void OnSegment(ReadOnlySpan<byte> utf8, long at)
    {
        var (channel, text) = ReadSegment(utf8);
        var due = speakers[channel].TextOf(_heard[channel]);
        var sentence = _heard[channel]++;
        if (!string.Equals(text, due, StringComparison.Ordinal))
        {
            figures.Violate($"{sessionId} {channel}: sentence {sentence} should be '{due}', but '{text}' came");
        }

        if (!isTimed)
        {
            return;
        }

        if (speakers[channel].TakeSentAt(sentence) is { } sentAt)
        {
            figures.Segment.Add(sentAt, at);
        }
        else
        {
            figures.Violate($"{sessionId} {channel}: sentence {sentence} came before it was said to its end");
        }
    }

    private static (string Channel, string Text) ReadSegment(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        using var message = JsonDocument.ParseValue(ref reader);
        var data = message.RootElement.GetProperty("data");
        return (data.GetProperty("channel").GetString()!, data.GetProperty("text").GetString()!);
    }
}
