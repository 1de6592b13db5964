using MeetingIntel.Api.Live;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Telemetry;

namespace MeetingIntel.Api.Replay;

/// <summary>What was measured in a session, as watchers are shown it, page by page.</summary>
/// <param name="history">Where it is.</param>
/// <param name="orgId">The organisation for which it is read.</param>
/// <param name="sessionId">The session.</param>
internal sealed class ReplayTelemetry(ITelemetryHistory history, string orgId, string sessionId)
{
    /// <summary>As finely as points are kept.</summary>
    private static readonly TimeSpan Instant = TimeSpan.FromMicroseconds(1);

    private readonly Queue<ReplayItem> _read = new();
    private DateTimeOffset _next;

    /// <summary>Goes to a place: what was measured later follows.</summary>
    /// <param name="at">The place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What each channel showed there.</returns>
    public async Task<IReadOnlyList<ReplayItem>> GoToAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        _read.Clear();
        _next = at + Instant;
        return [.. (await history.ReadMomentAsync(orgId, sessionId, at, cancellationToken)).Select(Shown)];
    }

    /// <summary>The next value, which stays the next one until it is taken.</summary>
    /// <param name="end">The last moment that counts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: there is none.</returns>
    public async ValueTask<ReplayItem?> PeekAsync(DateTimeOffset end, CancellationToken cancellationToken)
    {
        while (_read.Count == 0 && _next <= end)
        {
            var page = await history.ReadAsync(orgId, sessionId, _next, end + Instant, cancellationToken);
            _next = page.Until;
            foreach (var point in page.Points)
            {
                _read.Enqueue(Shown(point));
            }
        }

        return _read.TryPeek(out var next) ? next : null;
    }

    /// <summary>Takes the next value.</summary>
    public void Take() => _read.Dequeue();

    private ReplayItem Shown(ShownPoint point) => new(new SignalMessage(sessionId, new TelemetryLatest(point.Channel, point.At, point.Value, point.Unit)), point.At);
}
