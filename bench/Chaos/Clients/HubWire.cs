using System.Text.Json;
using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>SignalR's JSON protocol over a socket that a client has: its own .NET client can't be restored everywhere, and would need threads of its own.</summary>
internal sealed class HubWire
{
    /// <summary>Where the hub is.</summary>
    public const string Path = "/hubs/sessions";

    /// <summary>SignalR takes a client that says nothing for 30 s for dead.</summary>
    private const double PingEvery = 10;

    private const byte RecordSeparator = 0x1E;
    private const int Invocation = 1;
    private const int StreamItem = 2;
    private const int Completion = 3;
    private const int StreamInvocation = 4;
    private const int Close = 7;

    private byte[] _unsent = [];
    private double _pingAt = double.MaxValue;

    /// <summary>Whether the socket has taken everything.</summary>
    public bool IsIdle => _unsent.Length == 0;

    /// <summary>A new connection begins.</summary>
    public void Begin()
    {
        (_unsent, _pingAt) = ([], double.MaxValue);
        Add("""{"protocol":"json","version":1}"""u8);
    }

    /// <summary>Calls a method of the hub; its completion is not asked for.</summary>
    public void Invoke(string method, object argument) => Add(new { type = Invocation, target = method, arguments = new[] { argument } });

    /// <summary>Begins a stream.</summary>
    public void Stream(string method, params object[] arguments) => Add(new { type = StreamInvocation, invocationId = "1", target = method, arguments });

    /// <summary>Sends what the socket takes.</summary>
    public void Flush(WebSocketClient client, double now)
    {
        if (now >= _pingAt && IsIdle)
        {
            Add("""{"type":6}"""u8);
            _pingAt = double.MaxValue;
        }

        _pingAt = Math.Min(_pingAt, now + PingEvery);
        if (_unsent.Length > 0)
        {
            _unsent = _unsent[client.Send(_unsent)..];
            client.InFrame = _unsent.Length > 0;
        }
    }

    /// <summary>Takes the next record off a message.</summary>
    /// <param name="message">The rest of the message.</param>
    /// <param name="record">One of SignalR's messages.</param>
    public static bool TryRead(ref ReadOnlySpan<byte> message, out HubRecord record)
    {
        var end = message.IndexOf(RecordSeparator);
        if (end < 0)
        {
            record = default;
            return false;
        }

        record = Read(message[..end]);
        message = message[(end + 1)..];
        return true;
    }

    /// <summary>Judges the end of a hub's connection. SignalR says goodbye with 1000 when its server stops, too.</summary>
    /// <returns>Why the close code was wrong; <see langword="null"/> when a client has to live with it.</returns>
    public static string? Judge(int code) => code is 1000 or 1001 or 1006 or 1011 ? null : "nothing the client did explains this";

    private static HubRecord Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var (type, target, error) = (0, (string?)null, (string?)null);
        var body = default(ReadOnlySpan<byte>);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "type":
                    type = reader.GetInt32();
                    break;
                case "target":
                    target = reader.GetString();
                    break;
                case "error":
                    error = reader.GetString();
                    break;
                default:
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    body = name is "item" or "arguments" ? json[start..(int)reader.BytesConsumed] : body;
                    break;
            }
        }

        return type switch
        {
            Invocation => new HubRecord(HubRecordKind.Event, target, error, body),
            StreamItem => new HubRecord(HubRecordKind.Item, target, error, body),
            Completion => new HubRecord(HubRecordKind.Completion, target, error ?? "", body),
            Close => new HubRecord(HubRecordKind.Close, target, error ?? "", body),
            _ => new HubRecord(HubRecordKind.Other, target, error, body),
        };
    }

    private void Add(object message) => Add(JsonSerializer.SerializeToUtf8Bytes(message));

    private void Add(ReadOnlySpan<byte> json)
    {
        byte[] record = [.. json, RecordSeparator];
        var frame = new byte[ClientFrame.SizeOf(record.Length)];
        ClientFrame.Write(Opcode.Text, record, frame);
        _unsent = [.. _unsent, .. frame];
    }
}

/// <summary>Kinds of SignalR's messages.</summary>
internal enum HubRecordKind
{
    /// <summary>The answer to the handshake, a ping.</summary>
    Other,

    /// <summary>The server calls a method of the client: an event.</summary>
    Event,

    /// <summary>An item of a stream.</summary>
    Item,

    /// <summary>A call or a stream has ended.</summary>
    Completion,

    /// <summary>The server is about to end the connection.</summary>
    Close,
}

/// <summary>One of SignalR's messages.</summary>
/// <param name="kind">What it is.</param>
/// <param name="target">The event's name.</param>
/// <param name="error">What went wrong; <see langword="null"/> where nothing can.</param>
/// <param name="body">An item as the server wrote it, or the array of an event's arguments; gone with the message.</param>
internal readonly ref struct HubRecord(HubRecordKind kind, string? target, string? error, ReadOnlySpan<byte> body)
{
    public HubRecordKind Kind { get; } = kind;

    public string? Target { get; } = target;

    public string? Error { get; } = error;

    public ReadOnlySpan<byte> Body { get; } = body;
}
