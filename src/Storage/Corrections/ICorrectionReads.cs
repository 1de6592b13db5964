using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Corrections;

/// <summary>Reads who speaks in sessions, and what their transcripts said before they were corrected.</summary>
public interface ICorrectionReads
{
    /// <summary>What became of a segment, the oldest first; what was heard first is one of them.</summary>
    /// <param name="orgId">The organisation for which it is read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="segmentId">Which.</param>
    /// <param name="afterSeq">The event to read after; 0 from the start.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Empty when there is no such segment in this session.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyList<SegmentVersion>> HistoryAsync(string orgId, string sessionId, string segmentId, long afterSeq, int limit, CancellationToken cancellationToken);

    /// <summary>Everybody who speaks in a session, in the order in which they first do.</summary>
    /// <param name="orgId">The organisation for which it is read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyList<SessionSpeaker>> ListSpeakersAsync(string orgId, string sessionId, CancellationToken cancellationToken);

    /// <summary>What a rename in a session would change, counted where the rows are.</summary>
    /// <param name="orgId">The organisation for which it is read; in another one's sessions nobody speaks.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="from">The name to be changed.</param>
    /// <param name="to">The name to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<RenameScope> MeasureRenameAsync(string orgId, string sessionId, string from, string to, CancellationToken cancellationToken);

    /// <summary>What those who changed a transcript were called then.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="seqs">The events that changed it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>By the event; without those who had no name.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyDictionary<long, string>> ActorNamesAsync(string orgId, string sessionId, IReadOnlyCollection<long> seqs, CancellationToken cancellationToken);
}

/// <summary>A segment after one of its changes.</summary>
/// <param name="Seq">The event that made it so.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Actor">Who: kind and id with a colon between; <see langword="null"/>: the server itself, as with what was heard.</param>
/// <param name="ActorName">What they were called then.</param>
/// <param name="Version">1: what was heard.</param>
/// <param name="Speaker">Who said it, as it was after that.</param>
/// <param name="Text">What was said, as it was after that.</param>
public sealed record SegmentVersion(long Seq, DateTimeOffset At, string? Actor, string? ActorName, int Version, string? Speaker, string Text);

/// <summary>Somebody who speaks in a session.</summary>
/// <param name="Name">The name.</param>
/// <param name="Segments">How many segments are theirs.</param>
/// <param name="Words">How many words, as the database counts them: what white space separates.</param>
/// <param name="Seconds">How long they speak.</param>
public sealed record SessionSpeaker(string Name, int Segments, long Words, double Seconds);

/// <summary>What a rename would change.</summary>
/// <param name="Segments">How many segments stand under the old name.</param>
/// <param name="IsTaken">Whether some stand under the new one already.</param>
public sealed record RenameScope(int Segments, bool IsTaken);
