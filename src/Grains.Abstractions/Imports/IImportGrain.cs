using MeetingIntel.Sessions;

namespace MeetingIntel.Imports;

/// <summary>
/// Reads a session in from a file, batch by batch. Key: the id of the session to be, which nobody knows before it is whole, so that nobody else writes its timeline.
/// An import that is not completed is erased, whichever process has died meanwhile.
/// </summary>
[Alias("mi.IImportGrain")]
public interface IImportGrain : IGrainWithStringKey
{
    /// <summary>Puts the next events on record.</summary>
    /// <param name="batch">The events.</param>
    /// <returns><see langword="null"/>; or what is wrong with which event, for example <c>import.bad-event</c>: the import has come to nothing then.</returns>
    [Alias("AppendAsync")]
    Task<GrainError?> AppendAsync(ImportBatch batch);

    /// <summary>Shows the session: its file has been read to the end.</summary>
    /// <param name="command">What no event says.</param>
    /// <returns>The session; or what is wrong, for example <c>import.empty</c>.</returns>
    [Alias("CompleteAsync")]
    Task<GrainResult<SessionSnapshot>> CompleteAsync(CompleteImport command);

    /// <summary>Erases what is on record of it.</summary>
    [Alias("AbandonAsync")]
    Task AbandonAsync();
}
