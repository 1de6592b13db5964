using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace MeetingIntel.Api.EngineIo;

/// <summary>One packet of Engine.IO 4.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Data">UTF-8, or bytes.</param>
/// <param name="IsBinary">Whether it is a message of bytes.</param>
internal sealed record EnginePacket(EnginePacketType Type, ReadOnlyMemory<byte> Data, bool IsBinary = false)
{
    /// <summary>Stands between the packets of a payload.</summary>
    public const byte Separator = 0x1e;

    private const byte Base64Mark = (byte)'b';

    /// <summary>Asks whether the client is there.</summary>
    public static EnginePacket Ping { get; } = new(EnginePacketType.Ping, default);

    /// <summary>Says nothing: it ends a request that waits.</summary>
    public static EnginePacket Noop { get; } = new(EnginePacketType.Noop, default);

    /// <summary>Says that the connection is over.</summary>
    public static EnginePacket Close { get; } = new(EnginePacketType.Close, default);

    /// <summary>A message of text.</summary>
    /// <param name="utf8">The text.</param>
    public static EnginePacket Text(ReadOnlyMemory<byte> utf8) => new(EnginePacketType.Message, utf8);

    /// <summary>Reads what came as text.</summary>
    /// <param name="utf8">The packet's text.</param>
    /// <param name="packet">The packet.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out EnginePacket? packet)
    {
        packet = !utf8.IsEmpty && utf8.Span[0] is >= (byte)'0' and <= (byte)'6' ? new((EnginePacketType)(utf8.Span[0] - '0'), utf8[1..]) : null;
        return packet is not null;
    }

    /// <summary>Reads a packet of a payload, in which bytes are base64.</summary>
    /// <param name="utf8">The packet's text.</param>
    /// <param name="packet">The packet.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryReadInPayload(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out EnginePacket? packet)
    {
        if (utf8.IsEmpty || utf8.Span[0] != Base64Mark)
        {
            return TryRead(utf8, out packet);
        }

        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(utf8.Length)];
        packet = Base64.DecodeFromUtf8(utf8.Span[1..], bytes, out _, out var length) == OperationStatus.Done ? new(EnginePacketType.Message, bytes.AsMemory(0, length), IsBinary: true) : null;
        return packet is not null;
    }

    /// <summary>The packet as text, as it goes over a WebSocket.</summary>
    public byte[] ToText()
    {
        var text = new byte[Data.Length + 1];
        text[0] = (byte)('0' + (int)Type);
        Data.CopyTo(text.AsMemory(1));
        return text;
    }

    /// <summary>Writes the packet as part of a payload.</summary>
    /// <param name="payload">The payload so far.</param>
    public void WriteTo(ArrayBufferWriter<byte> payload)
    {
        if (payload.WrittenCount > 0)
        {
            payload.Write([Separator]);
        }

        if (!IsBinary)
        {
            payload.Write([(byte)('0' + (int)Type)]);
            payload.Write(Data.Span);
            return;
        }

        payload.Write([Base64Mark]);
        Base64.EncodeToUtf8(Data.Span, payload.GetSpan(Base64.GetMaxEncodedToUtf8Length(Data.Length)), out _, out var written);
        payload.Advance(written);
    }
}

/// <summary>Kinds of packets, by their numbers on the wire.</summary>
internal enum EnginePacketType
{
    /// <summary>The server's greeting.</summary>
    Open = 0,

    /// <summary>The connection is over.</summary>
    Close = 1,

    /// <summary>The server asks whether the client is there; the client tries a new transport.</summary>
    Ping = 2,

    /// <summary>The answer.</summary>
    Pong = 3,

    /// <summary>What somebody has to say.</summary>
    Message = 4,

    /// <summary>From now on over the new transport.</summary>
    Upgrade = 5,

    /// <summary>Nothing.</summary>
    Noop = 6,
}
