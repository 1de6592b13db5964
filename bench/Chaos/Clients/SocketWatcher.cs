using System.Globalization;
using MeetingIntel.Bench.Chaos.Report;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>Watches over ASTRA's socket.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="network">Where it connects to.</param>
/// <param name="evidence">The log.</param>
internal sealed class SocketWatcher(string sessionId, Network network, Evidence evidence) : Watcher(sessionId, "watcher", network, evidence)
{
    protected override string Path()
    {
        ChooseAfter();
        return string.Create(CultureInfo.InvariantCulture, $"/ws/sessions/{SessionId}?after={Seen.After}");
    }

    protected override void Hear(ReadOnlySpan<byte> utf8, double now) => HearEnvelope(utf8, now);

    protected override string? Judge(int code, string reason) => code is 1001 or 1006 or 1011 or 4408 or 4429 or 4503 ? null : "nothing the client did explains this";
}
