using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>Watches over SignalR, as the product's own page does: the hub's stream <c>Events</c>.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="network">Where it connects to.</param>
/// <param name="evidence">The log.</param>
internal sealed class HubWatcher(string sessionId, Network network, Evidence evidence) : Watcher(sessionId, "hub watcher", network, evidence)
{
    private readonly HubWire _wire = new();

    protected override string Path()
    {
        ChooseAfter();
        _wire.Begin();
        _wire.Stream("Events", SessionId, Seen.After);
        return HubWire.Path;
    }

    protected override void Introduce(WebSocketClient client, double now) => _wire.Flush(client, now);

    protected override void Speak(WebSocketClient client, double now) => _wire.Flush(client, now);

    protected override void Hear(ReadOnlySpan<byte> utf8, double now)
    {
        while (HubWire.TryRead(ref utf8, out var record))
        {
            switch (record.Kind)
            {
                case HubRecordKind.Item:
                    HearEnvelope(record.Body, now);
                    break;
                case HubRecordKind.Completion:
                    OnEnd(record.Error!);
                    break;
                case HubRecordKind.Close:
                    Evidence.Write("error", ("client", Name), ("code", record.Error));
                    break;
                default:
                    break;
            }
        }
    }

    protected override string? Judge(int code, string reason) => HubWire.Judge(code);

    private void OnEnd(string error)
    {
        Evidence.Write("error", ("client", Name), ("code", error));
        if (!PassingErrors.Contains(error))
        {
            Evidence.Violate("errors make sense", $"{Name}: its stream ended: {error}");
        }

        GiveUp("its stream ended");
    }
}
