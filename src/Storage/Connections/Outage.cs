using Microsoft.Extensions.Logging;

namespace MeetingIntel.Storage.Connections;

/// <summary>How long a writer tries on while the database is away, and what operators hear of it. Used by one writer, one call at a time.</summary>
/// <param name="writer">Its name, in the log.</param>
/// <param name="options">Say when it gives up.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The writer's log.</param>
internal sealed partial class Outage(string writer, StorageOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>The clock's timestamp of when the database was first found away; <see langword="null"/> while it answers.</summary>
    private long? _awaySince;

    /// <summary>Waits a moment after a failure.</summary>
    /// <param name="attempt">How many there have been of the same before, 0 …</param>
    /// <param name="exception">The failure.</param>
    /// <param name="abandon">Stops trying.</param>
    /// <returns>Whether to try again; not when the database has been away for too long.</returns>
    public async Task<bool> MayTryAgainAsync(int attempt, Exception exception, CancellationToken abandon)
    {
        if (_awaySince is not { } since)
        {
            _awaySince = since = time.GetTimestamp();
            LogAway(writer, exception);
        }

        if (abandon.IsCancellationRequested || time.GetElapsedTime(since) >= TimeSpan.FromSeconds(options.GiveUpAfterSeconds))
            return false;

        var pause = attempt < 5 ? FirstPause * (1 << attempt) : LongestPause;
        await Task.Delay(pause < LongestPause ? pause : LongestPause, time, abandon).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !abandon.IsCancellationRequested;
    }

    /// <summary>The database has answered.</summary>
    public void End()
    {
        if (_awaySince is not { } since)
            return;

        LogBack(writer, time.GetElapsedTime(since));
        _awaySince = null;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Writer} can't reach the database and tries again")]
    private partial void LogAway(string writer, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "{Writer} reaches the database again, after {Outage}")]
    private partial void LogBack(string writer, TimeSpan outage);
}
