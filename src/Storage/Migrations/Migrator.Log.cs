using Microsoft.Extensions.Logging;

namespace MeetingIntel.Storage.Migrations;

public sealed partial class Migrator
{
    [LoggerMessage(1, LogLevel.Information, "Applied migration {Name}")]
    private partial void LogApplied(string name);

    [LoggerMessage(2, LogLevel.Warning, "The database is not ready yet; trying for {Seconds} s: {Reason}")]
    private partial void LogWaiting(string reason, double seconds);

    [LoggerMessage(3, LogLevel.Warning, "The database holds migration {Version}, which a newer build applied")]
    private partial void LogNewer(int version);
}
