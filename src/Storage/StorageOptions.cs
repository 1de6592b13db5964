using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Storage;

/// <summary>Where the database is and how the journal uses it. Configuration section <c>Storage</c>; <c>DATABASE_URL</c> wins over <see cref="ConnectionString"/>.</summary>
public sealed class StorageOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Storage";

    /// <summary><c>postgresql://user:password@host:port/database?sslmode=…</c>, or Npgsql's <c>Host=…;Username=…</c>.</summary>
    [Required(ErrorMessage = "No database: set DATABASE_URL to postgresql://user:password@host:port/database.")]
    public string ConnectionString { get; set; } = "";

    /// <summary>Connections for queries: half of them for what is done for callers, half for the server's own. The journal's own two are not among them.</summary>
    [Range(1, 1000)]
    public int QueryConnections { get; set; } = 32;

    /// <summary>Appends that may wait for the writer; whoever comes next waits outside.</summary>
    [Range(1, 1_000_000)]
    public int PendingAppends { get; set; } = 8192;

    /// <summary>Appends that share a transaction, at most.</summary>
    [Range(1, 100_000)]
    public int BatchAppends { get; set; } = 1024;

    /// <summary>Bytes of event data in one transaction, at most (a single larger append still goes through alone).</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int BatchBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Seconds that one transaction of the journal may take before its connection counts as lost.</summary>
    [Range(1, 300)]
    public int CommitTimeoutSeconds { get; set; } = 10;

    /// <summary>The same for an append that is heavy, such as a rename of somebody who said much: it holds up no other session, and so may take its time.</summary>
    [Range(1, 3600)]
    public int HeavyCommitTimeoutSeconds { get; set; } = 120;

    /// <summary>Seconds that the journal tries on while the database is away; then appends fail with <see cref="Timeline.JournalUnavailableException"/>, at once until it is back.</summary>
    [Range(0.0, 300.0)]
    public double GiveUpAfterSeconds { get; set; } = 10;

    /// <summary>Seconds that the start waits for a database that does not accept connections yet.</summary>
    [Range(0.0, 600.0)]
    public double StartTimeoutSeconds { get; set; } = 30;
}
