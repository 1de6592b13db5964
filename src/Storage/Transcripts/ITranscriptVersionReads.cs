using MeetingIntel.Storage.Timeline;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Storage.Transcripts;

/// <summary>Reads what kept audio came to when it was heard again.</summary>
public interface ITranscriptVersionReads
{
    /// <summary>A session's versions from 2 on, in order.</summary>
    /// <param name="orgId">The organisation for which they are read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyList<TranscriptVersion>> ListAsync(string orgId, string sessionId, CancellationToken cancellationToken);

    /// <summary>How far a version is, by the recording's id; those that are not begun are missing.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyDictionary<string, VersionProgress>> ProgressAsync(string orgId, string sessionId, int version, CancellationToken cancellationToken);

    /// <summary>Segments of a version, in the order in which they were heard.</summary>
    /// <param name="orgId">The organisation for which they are read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="version">The version, from 2 on.</param>
    /// <param name="after">The last one of the page before; <see langword="null"/> for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyList<VersionSegment>> SegmentsAsync(string orgId, string sessionId, int version, VersionPlace? after, int limit, CancellationToken cancellationToken);
}

/// <summary>How far a recording was heard.</summary>
/// <param name="ToOffset">Bytes of its decoded audio.</param>
/// <param name="ToTime">Seconds on the channel's audio clock.</param>
public readonly record struct VersionProgress(long ToOffset, double ToTime);

/// <summary>Where a segment stands.</summary>
/// <param name="Seq">The event.</param>
/// <param name="Place">Its place in that.</param>
public readonly record struct VersionPlace(long Seq, int Place);

/// <summary>A segment of a version.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Segment">What was said.</param>
public sealed record VersionSegment(VersionPlace At, TranscriptSegment Segment);
