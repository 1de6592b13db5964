using MeetingIntel.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Transcription;

/// <summary>Where what a channel's audio came to goes: the session's own timeline, or a further version of its transcript.</summary>
internal interface IOutcomeTarget
{
    /// <summary>Commits an outcome; the same one is never written twice.</summary>
    /// <param name="outcome">Goes on where the one before ended.</param>
    Task<GrainResult<LiveChannel>> CommitOutcomeAsync(CommitOutcome outcome);

    /// <summary>Shows what somebody seems to be saying.</summary>
    /// <param name="partial">It may be lost.</param>
    Task ShowAsync(PartialTranscript partial);
}

/// <summary>The timeline itself.</summary>
/// <param name="session">Its session.</param>
internal sealed class SessionTarget(ISessionGrain session) : IOutcomeTarget
{
    /// <inheritdoc/>
    public Task<GrainResult<LiveChannel>> CommitOutcomeAsync(CommitOutcome outcome) => session.CommitOutcomeAsync(outcome);

    /// <inheritdoc/>
    public Task ShowAsync(PartialTranscript partial) => session.SignalAsync(partial);
}
