using System.Net.Sockets;
using Npgsql;

namespace MeetingIntel.Storage.Connections;

/// <summary>What a failed statement means.</summary>
internal enum DatabaseFailure
{
    /// <summary>The database is away, busy or restarting: the same may work later, and whether it was done is open.</summary>
    Unavailable,

    /// <summary>What is on record does not allow it: somebody else wrote before.</summary>
    Conflict,

    /// <summary>The database will never take this: a bug, or input that should have been refused.</summary>
    Rejected,
}

/// <summary>The one place that knows the database's errors.</summary>
internal static class DatabaseFailures
{
    /// <summary>The state that <c>journal_require</c> raises.</summary>
    private const string RequirementBroken = "MI001";

    /// <summary>Says what a failed statement means.</summary>
    /// <param name="exception">What Npgsql threw.</param>
    public static DatabaseFailure Classify(Exception exception) => exception switch
    {
        PostgresException { SqlState: RequirementBroken } => DatabaseFailure.Conflict,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "session_events_pkey" } => DatabaseFailure.Conflict,
        PostgresException { SqlState: var state } => IsPassing(state) ? DatabaseFailure.Unavailable : DatabaseFailure.Rejected,
        NpgsqlException or TimeoutException or IOException or SocketException or OperationCanceledException or ObjectDisposedException => DatabaseFailure.Unavailable,
        _ => DatabaseFailure.Rejected,
    };

    private static bool IsPassing(string state) => state switch
    {
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => true,
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.IdleSessionTimeout => true,
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.ReadOnlySqlTransaction => true,
        // Connections (08), resources such as disk and memory (53), and the server's own I/O (58).
        _ => state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal),
    };
}
