using MeetingIntel.Insights;
using MeetingIntel.Transcription;

namespace MeetingIntel.Sessions;

/// <summary>A session as it stands after its event <paramref name="LastSeq"/>.</summary>
/// <param name="Id">Session id, <c>sess_…</c>; opaque.</param>
/// <param name="OrgId">The organisation that owns it.</param>
/// <param name="OwnerId">The user who created it.</param>
/// <param name="Details">What it is.</param>
/// <param name="Status">Where it is in its life.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="StartedAt">When it last became live, UTC; <see langword="null"/> before.</param>
/// <param name="EndedAt">When it ended, UTC; <see langword="null"/> while it has not.</param>
/// <param name="LastSeq">Sequence number of its newest event.</param>
/// <param name="SegmentCount">Final transcript segments so far.</param>
/// <param name="WordCount">Words in them.</param>
/// <param name="InsightCount">Insights that stand now.</param>
/// <param name="Channels">Its audio channels, by name.</param>
/// <param name="Insights">How far the insights go that are on record; <see langword="null"/> before the first.</param>
/// <param name="NoteCount">Notes that stand now.</param>
/// <param name="CorrectedSeq">The newest event that changed what was said before it, or who said it; 0: none did.</param>
[GenerateSerializer, Immutable, Alias("mi.session.snapshot")]
public sealed record SessionSnapshot(
    [property: Id(0)] string Id,
    [property: Id(1)] string OrgId,
    [property: Id(2)] string OwnerId,
    [property: Id(3)] SessionDetails Details,
    [property: Id(4)] SessionStatus Status,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] DateTimeOffset? StartedAt,
    [property: Id(7)] DateTimeOffset? EndedAt,
    [property: Id(8)] long LastSeq,
    [property: Id(9)] int SegmentCount,
    [property: Id(10)] int WordCount,
    [property: Id(11)] int InsightCount,
    [property: Id(12)] IReadOnlyList<AudioChannel> Channels,
    [property: Id(13)] InsightMark? Insights = null,
    [property: Id(14)] int NoteCount = 0,
    [property: Id(15)] long CorrectedSeq = 0);
