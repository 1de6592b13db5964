using Microsoft.Extensions.Logging;

namespace MeetingIntel.Storage.Timeline;

internal partial class JournalWriter
{
    [LoggerMessage(1, LogLevel.Critical, "The journal's writer failed on a batch; its appends were told so")]
    private partial void LogWriterFailed(Exception exception);
}
