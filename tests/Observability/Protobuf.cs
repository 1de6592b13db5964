using System.Text;

namespace MeetingIntel.Observability.Tests;

/// <summary>The least reader of a protobuf message: its fields, one by one, by number.</summary>
internal static class Protobuf
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Length = 2;
    private const int Fixed32 = 5;

    /// <summary>All fields of a number that hold bytes: texts, messages, ids.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int number)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = ReadVarint(message.Span, ref at);
            var size = (int)(tag & 7) switch
            {
                Varint => SkipVarint(message.Span, at),
                Fixed64 => 8,
                Length => checked((int)ReadVarint(message.Span, ref at)),
                Fixed32 => 4,
                var type => throw new InvalidDataException($"There is no wire type {type}."),
            };
            if ((int)(tag >> 3) == number && (tag & 7) == Length)
            {
                yield return message.Slice(at, size);
            }

            at += size;
        }
    }

    public static string Text(ReadOnlyMemory<byte> message, int number) => Encoding.UTF8.GetString(Fields(message, number).FirstOrDefault().Span);

    public static string Hex(ReadOnlyMemory<byte> message, int number) => Convert.ToHexStringLower(Fields(message, number).FirstOrDefault().Span);

    private static int SkipVarint(ReadOnlySpan<byte> message, int at)
    {
        var start = at;
        ReadVarint(message, ref at);
        return at - start;
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
