using MeetingIntel.Api.Timeline;
using MeetingIntel.Notes;
using MeetingIntel.Storage.Notes;

namespace MeetingIntel.Api.Notes;

/// <summary>All notes of a session, however many.</summary>
internal static class AllNotes
{
    private const int Page = 500;

    /// <summary>Reads them, by the time of their observation.</summary>
    /// <param name="reads">Where from.</param>
    /// <param name="orgId">For which organisation.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="filter">Which notes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static IAsyncEnumerable<Note> ReadAsync(INoteReads reads, string orgId, string sessionId, NoteFilter filter, CancellationToken cancellationToken) =>
        AllPages.ReadAsync(cursor => reads.ListAsync(orgId, sessionId, filter, cursor, Page, cancellationToken), page => (page.Notes, page.Next));
}
