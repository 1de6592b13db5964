using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Storage.Timeline;

/// <summary>
/// Writes what takes long, one append at a time, on a connection of its own: so no other session waits for it. That one session's appends stay in order is its grain's
/// doing, which waits for each; and what is on record is required in here as it is there.
/// </summary>
internal sealed class HeavyJournalWriter(JournalCommitter committer, JournalMetrics metrics, IOptions<StorageOptions> options, ILogger<JournalWriter> logger)
    : JournalWriter(committer, metrics, options, logger);
