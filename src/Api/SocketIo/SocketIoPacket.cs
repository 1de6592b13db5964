using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.SocketIo;

/// <summary>One packet of Socket.IO 5, without the bytes that belong to it and come behind it.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Namespace">Whom it is for.</param>
/// <param name="Attachments">How many messages of bytes follow.</param>
/// <param name="AckId">Under which number an answer is wanted.</param>
/// <param name="Data">Its JSON; <see langword="null"/>: none.</param>
internal sealed record SocketIoPacket(SocketIoPacketType Type, string Namespace, int Attachments, string? AckId, JsonElement? Data)
{
    /// <summary>The only namespace.</summary>
    public const string Main = "/";

    private const int MaxAttachments = 10;
    private const int MaxAckDigits = 16;
    private const int MaxNamespace = 64;

    /// <summary>Names that libraries keep for themselves.</summary>
    private static readonly SearchValues<string> Reserved =
        SearchValues.Create(["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"], StringComparison.Ordinal);

    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = ApiJson.MaxDepth };

    /// <summary>Reads a packet.</summary>
    /// <param name="utf8">What a message holds.</param>
    /// <param name="packet">The packet.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out SocketIoPacket? packet)
    {
        packet = null;
        var rest = utf8.Span;
        if (rest.IsEmpty || rest[0] is < (byte)'0' or > (byte)'6')
        {
            return false;
        }

        var type = (SocketIoPacketType)(rest[0] - '0');
        rest = rest[1..];
        var attachments = 0;
        if (type is SocketIoPacketType.BinaryEvent or SocketIoPacketType.BinaryAck && !TryReadAttachments(ref rest, out attachments))
        {
            return false;
        }

        var name = ReadNamespace(ref rest);
        var digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var end && end < 0 ? rest.Length : end;
        if (name is null || digits > MaxAckDigits)
        {
            return false;
        }

        var ack = digits == 0 ? null : Encoding.ASCII.GetString(rest[..digits]);
        rest = rest[digits..];
        if (!TryReadData(utf8[^rest.Length..], out var data))
        {
            return false;
        }

        packet = new SocketIoPacket(type, name, attachments, ack, data);
        return packet.IsWellFormed;
    }

    private bool IsWellFormed => Type switch
    {
        SocketIoPacketType.Connect => AckId is null && Data is null or { ValueKind: JsonValueKind.Object },
        SocketIoPacketType.Disconnect => AckId is null && Data is null,
        SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent => Data is { ValueKind: JsonValueKind.Array } data && data.GetArrayLength() > 0 && data[0].TryText(out var name) && !Reserved.Contains(name),
        SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck => AckId is not null && Data is { ValueKind: JsonValueKind.Array },
        // Only servers refuse.
        _ => false,
    };

    private static bool TryReadAttachments(ref ReadOnlySpan<byte> rest, out int attachments)
    {
        attachments = 0;
        var dash = rest.IndexOf((byte)'-');
        if (dash is < 1 or > 2 || !int.TryParse(rest[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out attachments) || attachments > MaxAttachments)
        {
            return false;
        }

        rest = rest[(dash + 1)..];
        return true;
    }

    private static string? ReadNamespace(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] != (byte)'/')
        {
            return Main;
        }

        var comma = rest.IndexOf((byte)',');
        var name = comma < 0 ? rest : rest[..comma];
        rest = comma < 0 ? default : rest[(comma + 1)..];
        if (name.IndexOf((byte)'?') is var query and >= 0)
        {
            name = name[..query];
        }

        return name.Length <= MaxNamespace && !name.ContainsAnyExceptInRange((byte)'!', (byte)'~') ? Encoding.ASCII.GetString(name) : null;
    }

    private static bool TryReadData(ReadOnlyMemory<byte> json, out JsonElement? data)
    {
        data = null;
        if (json.IsEmpty)
        {
            return true;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Depth);
            data = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>Kinds of packets, by their numbers on the wire.</summary>
internal enum SocketIoPacketType
{
    /// <summary>Asks for a namespace, or grants it.</summary>
    Connect = 0,

    /// <summary>Leaves it, or sends somebody out of it.</summary>
    Disconnect = 1,

    /// <summary>Says something.</summary>
    Event = 2,

    /// <summary>Answers.</summary>
    Ack = 3,

    /// <summary>Refuses a namespace.</summary>
    ConnectError = 4,

    /// <summary>Says something with bytes.</summary>
    BinaryEvent = 5,

    /// <summary>Answers with bytes.</summary>
    BinaryAck = 6,
}
