using System.Text.Json;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Sockets;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>What the audio socket says and understands.</summary>
internal static class AudioSocketMessages
{
    /// <summary>Start sending at this byte.</summary>
    /// <param name="offset">Number of the byte.</param>
    /// <param name="ended">Whether the session has ended: what is left is taken, and no more.</param>
    public static byte[] Ready(long offset, bool ended) => Write(new { type = "ready", offset, ended });

    /// <summary>The outcome of everything before this byte is on record.</summary>
    /// <param name="offset">Number of the byte.</param>
    public static byte[] Ack(long offset) => Write(new { type = "ack", offset });

    /// <summary>What somebody seems to be saying.</summary>
    /// <param name="partial">The signal.</param>
    public static byte[] Partial(PartialTranscript partial) =>
        Write(new { type = "partial", channel = partial.Channel, text = partial.Text, start = partial.Start, end = partial.End });

    /// <summary>What was said.</summary>
    /// <param name="item">The event.</param>
    /// <param name="segment">Its segment.</param>
    public static byte[] Final(SessionEvent item, TranscriptSegment segment) => Write(new
    {
        type = "final",
        seq = item.Seq,
        channel = segment.Channel,
        speaker = segment.Speaker,
        text = segment.Text,
        start = segment.Start,
        end = segment.End,
        words = segment.Words,
    });

    /// <summary>Why the connection ends.</summary>
    /// <param name="end">The end.</param>
    public static byte[] Error(SocketEnd end) => Write(new { type = "error", @event = "error.occurred", code = end.Code, message = end.Message });

    /// <summary>Reads a text message of the client.</summary>
    /// <param name="utf8">The text.</param>
    /// <returns>What it means; <see langword="null"/> when nothing.</returns>
    public static AudioMark? ReadMark(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<ClientMessage>(utf8, ApiJson.Options)?.Type switch
            {
                "finalize" => AudioMark.Finalize,
                "stop" => AudioMark.Stop,
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Write<T>(T message) => JsonSerializer.SerializeToUtf8Bytes(message, ApiJson.Options);

    private sealed record ClientMessage : IClientInput
    {
        public string? Type { get; init; }
    }
}
