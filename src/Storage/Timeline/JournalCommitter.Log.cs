using Microsoft.Extensions.Logging;

namespace MeetingIntel.Storage.Timeline;

internal sealed partial class JournalCommitter
{
    [LoggerMessage(3, LogLevel.Warning, "An append to {SessionId} at event {Seq} was fenced: somebody else wrote before")]
    private partial void LogFenced(string sessionId, long seq);

    [LoggerMessage(4, LogLevel.Error, "The database refuses an append to {SessionId}")]
    private partial void LogRejected(string sessionId, Exception exception);

    [LoggerMessage(5, LogLevel.Error, "The journal gave up on {Appends} appends")]
    private partial void LogGaveUp(int appends, Exception exception);
}
