using MeetingIntel.Recordings;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Recordings;

/// <summary>Reads what is on record of kept audio.</summary>
public interface IRecordingReads
{
    /// <summary>A session's recordings, by channel and then by time.</summary>
    /// <param name="orgId">The organisation for which they are read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyList<StoredRecording>> ListAsync(string orgId, string sessionId, CancellationToken cancellationToken);
}

/// <summary>A recording as it is on record.</summary>
/// <param name="Recording">Which.</param>
/// <param name="At">Since when it can be listened to, UTC.</param>
/// <param name="Seq">The event that told of it.</param>
/// <param name="Here">Whether its file is on this server.</param>
public sealed record StoredRecording(Recording Recording, DateTimeOffset At, long Seq, bool Here);
