using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MeetingIntel.Bench.Sockets;

/// <summary>Kinds of WebSocket frames (RFC 6455, 5.2).</summary>
internal enum Opcode
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>A server's frame, not masked.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ServerFrame(Opcode Opcode, bool IsLast, int HeaderSize, int PayloadSize)
{
    private const byte Final = 0x80;

    /// <summary>Reads a frame's header.</summary>
    /// <returns>Whether the whole frame is here.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ServerFrame frame)
    {
        frame = default;
        if (bytes.Length < 2)
        {
            return false;
        }

        var (header, size) = (bytes[1] & 0x7F) switch
        {
            127 => (10, bytes.Length >= 10 ? checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..])) : 0),
            126 => (4, bytes.Length >= 4 ? BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) : 0),
            var small => (2, small),
        };
        frame = new ServerFrame((Opcode)(bytes[0] & 0x0F), (bytes[0] & Final) != 0, header, size);
        return bytes.Length >= header && bytes.Length - header >= size;
    }
}

/// <summary>A client's frames. The mask is always the same: nothing between us and the server needs protection from our bytes.</summary>
internal static class ClientFrame
{
    private const ushort MaskPair = 0x5AA5;
    private const uint Mask = ((uint)MaskPair << 16) | MaskPair;
    private const int LongestShortPayload = 125;

    /// <summary>Bytes before the payload of an audio frame.</summary>
    public const int AudioHeaderSize = 8;

    /// <summary>Writes a binary frame whose samples all have one value.</summary>
    /// <param name="target">As long as the frame.</param>
    /// <param name="sample">16-bit little-endian.</param>
    public static void WriteAudio(Span<byte> target, short sample)
    {
        WriteAudioHeader(target);
        MemoryMarshal.Cast<byte, ushort>(target[AudioHeaderSize..]).Fill(Masked(sample));
    }

    /// <summary>Writes the header of a binary frame of 126 bytes or more.</summary>
    /// <param name="target">As long as the frame.</param>
    public static void WriteAudioHeader(Span<byte> target)
    {
        target[0] = 0x80 | (int)Opcode.Binary;
        target[1] = 0x80 | 126;
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)(target.Length - AudioHeaderSize));
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Mask);
    }

    /// <summary>A sample as it goes over the wire.</summary>
    public static ushort Masked(short sample) => (ushort)((ushort)sample ^ MaskPair);

    /// <summary>The size of what <see cref="Write"/> writes.</summary>
    /// <param name="payload">Bytes of payload.</param>
    public static int SizeOf(int payload) => payload + (payload <= LongestShortPayload ? 6 : 8);

    /// <summary>Writes a frame.</summary>
    /// <param name="opcode">Its kind.</param>
    /// <param name="payload">Up to 65,535 bytes.</param>
    /// <param name="target">Where to.</param>
    /// <returns>The frame's size.</returns>
    public static int Write(Opcode opcode, ReadOnlySpan<byte> payload, Span<byte> target)
    {
        var header = SizeOf(payload.Length) - payload.Length;
        target[0] = (byte)(0x80 | (int)opcode);
        if (payload.Length <= LongestShortPayload)
        {
            target[1] = (byte)(0x80 | payload.Length);
        }
        else
        {
            target[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(target[2..], checked((ushort)payload.Length));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(target[(header - 4)..], Mask);
        for (var index = 0; index < payload.Length; index++)
        {
            target[header + index] = (byte)(payload[index] ^ (byte)(Mask >> (8 * (index % 4))));
        }

        return header + payload.Length;
    }
}
