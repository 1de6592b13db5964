using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Api.Live;
using MeetingIntel.Notes;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;

namespace MeetingIntel.Api.Tests.Replay;

/// <summary>A session that is over, made from plain numbers: what stands on its timeline, and what was measured.</summary>
internal sealed class RecordedSession : IJournalReads, ITelemetryHistory
{
    public const string Id = "sess_1";

    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private const string Org = "org_1";

    private readonly List<SessionEvent> _events = [new(1, Noon, new SessionCreated(Org, "user_ana", new SessionDetails("Weekly"))), new(2, Noon, new SessionStarted())];
    private readonly List<ShownPoint> _points = [];

    /// <param name="moments">Milliseconds since the one before (also fewer than none, as when a clock is set back), and what it is.</param>
    public RecordedSession(IEnumerable<Moment> moments)
    {
        var at = Noon;
        foreach (var (gap, kind) in moments)
        {
            at = at.AddMilliseconds(gap);
            if (kind > 3)
            {
                _points.Add(new ShownPoint($"p{kind % 3}", kind % 2 == 0 ? "A" : null, at, gap));
            }
            else
            {
                _events.Add(new(_events.Count + 1, at, new NoteDeleted($"note_{_events.Count}", null)));
            }
        }

        _events.Add(new(_events.Count + 1, at, new SessionEnded()));
        _points.Sort((a, b) => a.At.CompareTo(b.At));
    }

    public static Arbitrary<Moment[]> Any { get; } =
        (from gap in Gen.Frequency((8, Gen.Choose(0, 900)), (2, Gen.Choose(1000, 40_000)), (1, Gen.Choose(-2000, 0)))
         from kind in Gen.Choose(0, 8)
         select new Moment(gap, kind))
        .ArrayOf()
        .ToArbitrary();

    public SessionSnapshot Snapshot => new(
        Id, Org, "user_ana", new SessionDetails("Weekly"), SessionStatus.Ended, Noon, Noon, _events[^1].At, _events.Count, 0, 0, 0, []);

    public IReadOnlyList<ShownPoint> Points => _points;

    public IReadOnlyList<SessionEvent> Events => _events;

    /// <summary>What a live watcher got, byte for byte.</summary>
    public IReadOnlyList<string> Frames => [.. _events.Select(item => Convert.ToBase64String(new EventMessage(Id, item).Envelope!.Value.Utf8.Span))];

    public Task<IReadOnlyList<SessionEvent>> ReadAsync(string orgId, string sessionId, long after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SessionEvent>>([.. _events.Where(item => item.Seq > after).Take(Math.Min(limit, 3))]);

    public Task<IReadOnlyList<SessionEvent>> ReadAsync(string orgId, string sessionId, IReadOnlyList<string> types, long after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SessionEvent>>([.. _events.Where(item => item.Seq > after && types.Contains(item.Type)).Take(Math.Min(limit, 3))]);

    public Task<DateTimeOffset?> ReadLatestMomentAsync(string orgId, string sessionId, long upTo, CancellationToken cancellationToken) =>
        Task.FromResult(_events.Where(item => item.Seq <= upTo).Max(item => (DateTimeOffset?)item.At));

    public Task<IReadOnlyList<ShownPoint>> ReadMomentAsync(string orgId, string sessionId, DateTimeOffset at, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ShownPoint>>([.. _points.Where(point => point.At <= at).GroupBy(point => point.Channel).Select(channel => channel.Last())]);

    public Task<ShownPage> ReadAsync(string orgId, string sessionId, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var end = from.AddSeconds(2) < until ? from.AddSeconds(2) : until;
        return Task.FromResult(new ShownPage([.. _points.Where(point => point.At >= from && point.At < end)], end));
    }
}

/// <summary>Something that happened.</summary>
/// <param name="Gap">Milliseconds since what was before.</param>
/// <param name="Kind">To 3: an event; else a point of some channel.</param>
internal sealed record Moment(int Gap, int Kind);
