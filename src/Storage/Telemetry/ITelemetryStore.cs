using MeetingIntel.Telemetry;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>
/// Puts points on record. They are on no session's ordered timeline: each stands by its own time, whoever wrote it when, so that any process may write any
/// session's points at the same time, and the same point twice is one.
/// </summary>
public interface ITelemetryStore
{
    /// <summary>Writes a batch. Returns after the commit (fsync on); batches of many callers share a transaction.</summary>
    /// <param name="orgId">The organisation for which it is written.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="batch">Its points.</param>
    /// <param name="cancellationToken">Gives up; whether the points are on record is open then, and to send them again does no harm.</param>
    /// <returns>Where they are on record; or <c>session.not-found</c>, <c>telemetry.too-many-channels</c>, <c>telemetry.unit-differs</c>: nothing of it is.</returns>
    /// <exception cref="Timeline.JournalUnavailableException">The database is away: send the same again.</exception>
    Task<GrainResult<PointReceipt>> AppendAsync(string orgId, string sessionId, TelemetryBatch batch, CancellationToken cancellationToken);

    /// <summary>Writes a stream of points that is too long to be held, as a whole or not at all.</summary>
    /// <param name="orgId">The organisation for which it is written.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="batches">A stretch of it at a time; each is done with when the next is asked for. What it throws is passed on, and nothing is on record.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>As <see cref="AppendAsync"/>; also <c>telemetry.busy</c>.</returns>
    /// <exception cref="Timeline.JournalUnavailableException">The database is away: send the same again.</exception>
    Task<GrainResult<PointReceipt>> AppendStreamAsync(string orgId, string sessionId, IAsyncEnumerable<TelemetryBatch> batches, CancellationToken cancellationToken);
}

/// <summary>Points are on record.</summary>
/// <param name="Points">How many, with those that were there already.</param>
/// <param name="Channel">The number of the first one's channel.</param>
/// <param name="Unit">What that channel is measured in, if that is known.</param>
public sealed record PointReceipt(long Points, int Channel, string? Unit);

/// <summary>Is told what was committed: whoever watches the channels hears it from here.</summary>
public interface ITelemetryAudience
{
    /// <summary>Tells of the newest of points that are on record, for each channel that got any.</summary>
    /// <param name="news">Each channel once.</param>
    /// <returns>Ends when whoever asks for the newest point gets it. Never fails: what could not be told is found out later.</returns>
    Task TellAsync(IReadOnlyList<ChannelNews> news);
}

/// <summary>The newest of a channel's points that were just committed.</summary>
/// <param name="Key">The channel.</param>
/// <param name="Newest">The point.</param>
public sealed record ChannelNews(TelemetryKey Key, NewestReading Newest);
