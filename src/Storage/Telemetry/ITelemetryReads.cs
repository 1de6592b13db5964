using MeetingIntel.Storage.Identity;
using MeetingIntel.Telemetry;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>Reads what was measured.</summary>
public interface ITelemetryReads
{
    /// <summary>Finds a channel.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: there is none.</returns>
    Task<ChannelInfo?> FindAsync(string orgId, string sessionId, string name, CancellationToken cancellationToken);

    /// <summary>Lists the channels that have points, by name.</summary>
    /// <param name="orgId">The organisation for which they are read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<ChannelStatistics>> ListChannelsAsync(string orgId, string sessionId, CancellationToken cancellationToken);

    /// <summary>The newest point of a channel by its own time.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="channelId">The channel.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<TelemetryReading?> FindNewestAsync(string orgId, int channelId, CancellationToken cancellationToken);

    /// <summary>Reads points of a session, newest first.</summary>
    /// <param name="orgId">The organisation for which they are read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="filter">Which.</param>
    /// <param name="cursor">Where the page before ended; <see langword="null"/>: the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page, or <c>telemetry.bad-cursor</c>.</returns>
    Task<GrainResult<PointPage>> ListAsync(string orgId, string sessionId, PointFilter filter, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Reads all points of a channel, oldest first, page by page.</summary>
    /// <param name="orgId">The organisation for which they are read.</param>
    /// <param name="channelId">The channel.</param>
    /// <param name="after">The last point of the page before; <see langword="null"/>: from the first on.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<TelemetryReading>> ReadAsync(string orgId, int channelId, TelemetryReading? after, int limit, CancellationToken cancellationToken);

    /// <summary>Sums a stretch of a channel up, so that it can be drawn: what is highest and lowest is never left out.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="channelId">The channel.</param>
    /// <param name="query">Which stretch, and how finely.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<BucketSeries> SumUpAsync(string orgId, int channelId, BucketQuery query, CancellationToken cancellationToken);

    /// <summary>What each channel showed at a moment: its last point then or before.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="at">The moment.</param>
    /// <param name="limit">At most so many channels, by name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<ChannelValue>> SnapshotAsync(string orgId, string sessionId, DateTimeOffset at, int limit, CancellationToken cancellationToken);

    /// <summary>How far a channel's crossings stand on its session's timeline.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of the last one; 0: none.</returns>
    Task<long> FindToldAsync(string orgId, string sessionId, string channel, CancellationToken cancellationToken);

    /// <summary>Sets a channel's unit and limits; what is said of it begins anew.</summary>
    /// <param name="orgId">The organisation for which it is written.</param>
    /// <param name="channelId">The channel.</param>
    /// <param name="unit">The unit; <see langword="null"/>: as it is.</param>
    /// <param name="limits">All of its limits.</param>
    /// <param name="note">For the audit; <see langword="null"/>: it is part of something that is noted as a whole.</param>
    /// <param name="cancellationToken">Gives up; whether it was done is open then.</param>
    Task<ChannelInfo?> ChangeAsync(string orgId, int channelId, string? unit, TelemetryLimits limits, AuditNote? note, CancellationToken cancellationToken);
}

/// <summary>A channel.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Unit">What it is measured in, if that is known.</param>
/// <param name="Limits">Its limits.</param>
/// <param name="Level">How it stands to them, after its newest point.</param>
public sealed record ChannelInfo(int Id, string Name, string? Unit, TelemetryLimits Limits, TelemetryLevel Level);

/// <summary>A channel and what there is of it.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Points">How many points.</param>
/// <param name="First">When the first was measured, UTC.</param>
/// <param name="Last">When the last was measured, UTC.</param>
public sealed record ChannelStatistics(ChannelInfo Channel, long Points, DateTimeOffset First, DateTimeOffset Last);

/// <summary>Which points.</summary>
/// <param name="ChannelId">Only this channel's.</param>
/// <param name="From">Measured then or later, UTC.</param>
/// <param name="To">Measured then or before, UTC.</param>
public sealed record PointFilter(int? ChannelId = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>A point and whose it is.</summary>
/// <param name="ChannelId">The channel's number.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Unit">What it is measured in, if that is known.</param>
/// <param name="Reading">The point.</param>
public sealed record ChannelPoint(int ChannelId, string Channel, string? Unit, TelemetryReading Reading);

/// <summary>Points, newest first.</summary>
/// <param name="Points">The points.</param>
/// <param name="Next">Where the next page begins; <see langword="null"/>: nowhere.</param>
public sealed record PointPage(IReadOnlyList<ChannelPoint> Points, string? Next);

/// <summary>What a channel showed.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="At">When it was measured, UTC.</param>
/// <param name="Value">The value.</param>
public sealed record ChannelValue(string Channel, DateTimeOffset At, double Value);

/// <summary>A stretch to be summed up.</summary>
/// <param name="From">Its beginning, UTC; <see langword="null"/>: the first point.</param>
/// <param name="To">Its end, UTC, included; <see langword="null"/>: the last point.</param>
/// <param name="Resolution">How long a bucket is to be, seconds; <see langword="null"/>: as <paramref name="MaxPoints"/> needs it.</param>
/// <param name="MaxPoints">At most so many buckets.</param>
public sealed record BucketQuery(DateTimeOffset? From, DateTimeOffset? To, double? Resolution, int MaxPoints);

/// <summary>A stretch of a channel, summed up.</summary>
/// <param name="Resolution">How long a bucket is, seconds; 0: each is a point.</param>
/// <param name="Buckets">Those that have points, in order.</param>
public sealed record BucketSeries(double Resolution, IReadOnlyList<TelemetryBucket> Buckets);

/// <summary>The points of a stretch of time.</summary>
/// <param name="At">When it begins, UTC.</param>
/// <param name="Count">How many points.</param>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
/// <param name="Mean">Their mean.</param>
public sealed record TelemetryBucket(DateTimeOffset At, long Count, double Min, double Max, double Mean);
