using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MeetingIntel.Api.EngineIo;
using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.SocketIo;

/// <summary>Writes packets for clients. Nothing that is sent holds bytes.</summary>
internal static class SocketIoText
{
    /// <summary>Sends somebody out of the namespace, who does not come back by themselves.</summary>
    public static EnginePacket Disconnect { get; } = Write(SocketIoPacketType.Disconnect, "", data: null);

    /// <summary>Lets somebody in.</summary>
    /// <param name="id">What they are called there.</param>
    public static EnginePacket Connected(string id) => Write(SocketIoPacketType.Connect, "", new { sid = id });

    /// <summary>Refuses a namespace that there is not, in the protocol's own words.</summary>
    /// <param name="name">The namespace.</param>
    public static EnginePacket NoSuchNamespace(string name) => Write(SocketIoPacketType.ConnectError, $"{name},", new { message = "Invalid namespace" });

    /// <summary>Refuses to let somebody in.</summary>
    /// <param name="error">Why.</param>
    public static EnginePacket Refused(GrainError error) => Write(SocketIoPacketType.ConnectError, "", new { message = error.Message, data = new { code = error.Code, message = error.Message } });

    /// <summary>An event.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arguments">What it says.</param>
    public static EnginePacket Event(string name, IEnumerable<object?> arguments) => Write(SocketIoPacketType.Event, "", arguments.Prepend(name));

    /// <summary>An answer.</summary>
    /// <param name="id">The number under which it is wanted.</param>
    /// <param name="answer">What it says.</param>
    public static EnginePacket Ack(string id, object answer) => Write(SocketIoPacketType.Ack, id, new[] { answer });

    private static EnginePacket Write(SocketIoPacketType type, string between, object? data)
    {
        var text = new ArrayBufferWriter<byte>(256);
        Encoding.ASCII.GetBytes(((int)type).ToString(CultureInfo.InvariantCulture), text);
        Encoding.ASCII.GetBytes(between, text);
        if (data is not null)
        {
            using var writer = new Utf8JsonWriter(text);
            JsonSerializer.Serialize(writer, data, data.GetType(), ApiJson.Options);
        }

        return EnginePacket.Text(text.WrittenMemory);
    }
}
