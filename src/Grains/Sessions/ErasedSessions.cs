using MeetingIntel.Sessions;

namespace MeetingIntel.Grains.Sessions;

/// <summary>Sessions that people erase while something is still done for them: what fails then has no fault that anybody could mend.</summary>
internal static class ErasedSessions
{
    /// <summary>Whether a session is gone.</summary>
    /// <param name="session">The session.</param>
    /// <returns>No, where it can't be asked.</returns>
    public static async Task<bool> IsErasedAsync(this ISessionGrain session)
    {
        try
        {
            return await session.GetAsync() is { Succeeded: false, Error.Kind: GrainErrorKind.NotFound };
        }
        catch (Exception)
        {
            return false;
        }
    }
}
