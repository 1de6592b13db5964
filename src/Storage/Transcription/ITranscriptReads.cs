using MeetingIntel.Storage.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Storage.Transcription;

/// <summary>Reads what was said.</summary>
public interface ITranscriptReads
{
    /// <summary>A session's transcript in order of its timeline.</summary>
    /// <param name="orgId">The organisation for which it is read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="afterSeq">The sequence number to read after; 0 from the start.</param>
    /// <param name="limit">At most so many, 1 or more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyList<TranscriptRow>> ListAsync(string orgId, string sessionId, long afterSeq, int limit, CancellationToken cancellationToken);

    /// <summary>Where and by whom things were said, without what: for whoever brings them into another order.</summary>
    /// <param name="orgId">The organisation for which it is read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="throughSeq">Corrections after this event do not count.</param>
    /// <param name="afterSeq">The sequence number to read after; 0 from the start.</param>
    /// <param name="limit">At most so many, 1 or more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyList<TranscriptPlace>> ListPlacesAsync(string orgId, string sessionId, long throughSeq, long afterSeq, int limit, CancellationToken cancellationToken);

    /// <summary>Some segments as they stood after an event, in order of the timeline.</summary>
    /// <param name="orgId">The organisation for which they are read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="throughSeq">Corrections after this event do not count.</param>
    /// <param name="seqs">The numbers of the events that said them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyList<TranscriptRow>> ListAsOfAsync(string orgId, string sessionId, long throughSeq, IReadOnlyList<long> seqs, CancellationToken cancellationToken);

    /// <summary>One segment of a session.</summary>
    /// <param name="orgId">The organisation for which it is read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="segmentId">The segment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when the session has none of that id.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<TranscriptRow?> FindSegmentAsync(string orgId, string sessionId, string segmentId, CancellationToken cancellationToken);
}

/// <summary>A segment in its place.</summary>
/// <param name="Seq">The number of the event that said it.</param>
/// <param name="At">When it went on record, UTC.</param>
/// <param name="Segment">What was said.</param>
/// <param name="Version">1, and one more with each correction.</param>
public sealed record TranscriptRow(long Seq, DateTimeOffset At, TranscriptSegment Segment, int Version = 1);

/// <summary>Where and by whom something was said.</summary>
/// <param name="Seq">The number of the event that said it.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Speaker">Who, if that is known.</param>
/// <param name="Start">Seconds on the channel's own audio clock.</param>
public sealed record TranscriptPlace(long Seq, string Channel, string? Speaker, double Start);
