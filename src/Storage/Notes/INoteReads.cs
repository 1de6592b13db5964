using MeetingIntel.Notes;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Notes;

/// <summary>Reads notes from their query tables.</summary>
public interface INoteReads
{
    /// <summary>A page of a session's notes, by <see cref="Note.Timestamp"/> and then in the order in which they were added.</summary>
    /// <param name="orgId">The organisation for which they are read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="filter">Which of its notes.</param>
    /// <param name="cursor"><see cref="NotePage.Next"/> of the page before; <see langword="null"/> for the first.</param>
    /// <param name="limit">At most so many, 1 or more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page, or <c>note.bad-cursor</c> when the cursor is none that a page gave.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<GrainResult<NotePage>> ListAsync(string orgId, string sessionId, NoteFilter filter, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>A page of a session's notes as they stood after an event, in the order of <see cref="ListAsync"/>.</summary>
    /// <param name="orgId">The organisation for which they are read; another one's sessions are empty.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="throughSeq">What happened after this event does not count.</param>
    /// <param name="cursor"><see cref="NotePage.Next"/> of the page before; <see langword="null"/> for the first.</param>
    /// <param name="limit">At most so many, 1 or more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page, or <c>note.bad-cursor</c> when the cursor is none that a page gave.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<GrainResult<NotePage>> ListAsOfAsync(string orgId, string sessionId, long throughSeq, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>What those who changed notes were called then.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="changes">The changes: of which note, by which event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>By the event; without those who had no name.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyDictionary<long, string>> ActorNamesAsync(string orgId, string sessionId, IReadOnlyCollection<(string NoteId, long Seq)> changes, CancellationToken cancellationToken);

    /// <summary>One note, also one that was taken back.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="noteId">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when there never was such a note in this session.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<StoredNote?> FindAsync(string orgId, string sessionId, string noteId, CancellationToken cancellationToken);

    /// <summary>What became of a note, the oldest first.</summary>
    /// <param name="orgId">The organisation for which it is read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="noteId">Which.</param>
    /// <param name="afterSeq">The event to read after; 0 from the start.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Empty when there never was such a note in this session.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<IReadOnlyList<NoteVersion>> HistoryAsync(string orgId, string sessionId, string noteId, long afterSeq, int limit, CancellationToken cancellationToken);
}

/// <summary>Which notes; what is <see langword="null"/> says nothing.</summary>
/// <param name="Speaker">Exactly this speaker.</param>
/// <param name="Type">Of this type.</param>
/// <param name="Tag">With this among its tags.</param>
/// <param name="From">Observed then or later.</param>
/// <param name="To">Observed then or before.</param>
public sealed record NoteFilter(string? Speaker = null, NoteType? Type = null, string? Tag = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>A page of notes.</summary>
/// <param name="Notes">In order.</param>
/// <param name="Next">Cursor of the next page; <see langword="null"/> when there is none.</param>
public sealed record NotePage(IReadOnlyList<Note> Notes, string? Next);

/// <summary>A note, and whether it stands.</summary>
/// <param name="Note">As it last was.</param>
/// <param name="Deleted">It was taken back.</param>
public sealed record StoredNote(Note Note, bool Deleted);

/// <summary>A note after one of its changes.</summary>
/// <param name="Seq">The event that changed it.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Actor">Who: kind and id with a colon between; <see langword="null"/>: the server itself.</param>
/// <param name="ActorName">What they were called then.</param>
/// <param name="Note">As it was after that; <see langword="null"/>: it was taken back.</param>
public sealed record NoteVersion(long Seq, DateTimeOffset At, string? Actor, string? ActorName, Note? Note);
