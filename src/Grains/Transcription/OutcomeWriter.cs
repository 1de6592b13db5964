using MeetingIntel.Grains.Sessions;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Grains.Transcription;

/// <summary>Somebody else has committed audio of this channel: what this activation knows is outdated.</summary>
/// <param name="message">What is known instead.</param>
/// <param name="isErased">Whether it is that the session was erased.</param>
internal sealed class OutdatedTranscriptionException(string message, bool isErased = false) : Exception(message)
{
    /// <summary>Whether there is no session any more.</summary>
    public bool IsErased => isErased;
}

/// <summary>Commits outcomes through the session, one after the other, and keeps trying while the session or the database is away.</summary>
internal sealed partial class OutcomeWriter(IOutcomeTarget target, TranscriptionKey key, TimeProvider clock, ILogger logger)
{
    // Longer than a fail-over, shorter than a person's patience; then the client is asked to connect again.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // The last one stays. None is long: meetings go on soon after the database is back.
    private static readonly TimeSpan[] Pauses = [.. new[] { 0.1, 0.3, 1, 2 }.Select(TimeSpan.FromSeconds)];

    /// <summary>Whether the session or the database is away: whatever else is told to the session would only fail too.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Commits an outcome; the same one is never written twice, however often it is tried.</summary>
    /// <returns>The channel as it stands, and whether its session has ended.</returns>
    /// <exception cref="OutdatedTranscriptionException">The outcome does not continue what is committed.</exception>
    public async Task<LiveChannel> CommitAsync(CommitOutcome outcome, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var (channel, failure) = await TryCommitAsync(outcome);
                if (channel is not null)
                {
                    // Further than this outcome goes, what comes next here may be on record as well.
                    return channel.Channel.AckedOffset == outcome.ToOffset
                        ? channel
                        : throw new OutdatedTranscriptionException($"Bytes up to {channel.Channel.AckedOffset} have an outcome, not up to {outcome.ToOffset}.");
                }

                if (clock.GetElapsedTime(begun) >= Patience)
                {
                    throw new OutdatedTranscriptionException($"The outcome could not be committed: {failure}");
                }

                IsWaiting = true;
                SpeechMetrics.CommitRetried(failure);
                if (attempt == 0)
                {
                    LogRetry(key, outcome.FromOffset, outcome.ToOffset, failure);
                }

                await Task.Delay(Pauses[Math.Min(attempt, Pauses.Length - 1)], clock, cancellationToken);
            }
        }
        finally
        {
            IsWaiting = false;
        }
    }

    private async Task<(LiveChannel? Channel, string Failure)> TryCommitAsync(CommitOutcome outcome)
    {
        try
        {
            var result = await target.CommitOutcomeAsync(outcome);
            if (result.Succeeded)
            {
                return (result.Value, "");
            }

            return result.Error.Kind == GrainErrorKind.Unavailable
                ? (null, result.Error.Code)
                : throw new OutdatedTranscriptionException(result.Error.Message, isErased: result.Error.Code == SessionErrors.NotFound(key.SessionId).Code);
        }
        catch (Exception failure) when (failure is not OutdatedTranscriptionException)
        {
            return (null, failure.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Transcription {Key}: the outcome of bytes {From} to {To} is not committed yet ({Failure}); trying again for a minute. The client's audio is kept.")]
    private partial void LogRetry(TranscriptionKey key, long from, long to, string failure);
}
