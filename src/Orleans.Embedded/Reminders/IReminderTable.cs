using Orleans.Runtime;

namespace Orleans;

/// <summary>Where reminders are stored. One is registered as a service.</summary>
public interface IReminderTable
{
    /// <summary>Prepares the table.</summary>
    Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>The reminders of a grain.</summary>
    Task<ReminderTableData> ReadRows(GrainId grainId);

    /// <summary>
    /// The reminders of grains whose <see cref="GrainId.GetUniformHashCode"/> is in the ring's range (begin, end]:
    /// if begin is not less than end, it wraps around; equal ends are the whole ring.
    /// </summary>
    Task<ReminderTableData> ReadRows(uint begin, uint end);

    /// <summary>A reminder, or null.</summary>
    Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName);

    /// <summary>Adds or replaces a reminder whatever its version; the new version, or null if it lost a race.</summary>
    Task<string?> UpsertRow(ReminderEntry entry);

    /// <summary>Removes a reminder of this version; false if there is none.</summary>
    Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag);

    /// <summary>Removes everything. For tests.</summary>
    Task TestOnlyClearTable();

    /// <summary>Ends the use of the table.</summary>
    Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
}

/// <summary>Rows of a reminder table.</summary>
public sealed class ReminderTableData
{
    /// <summary>Several rows.</summary>
    public ReminderTableData(IEnumerable<ReminderEntry> list) => Reminders = [.. list];

    /// <summary>One row.</summary>
    public ReminderTableData(ReminderEntry entry) => Reminders = [entry];

    /// <summary>No row.</summary>
    public ReminderTableData() => Reminders = [];

    /// <summary>The rows.</summary>
    public IList<ReminderEntry> Reminders { get; }
}

/// <summary>A row of a reminder table.</summary>
public sealed class ReminderEntry
{
    /// <summary>The grain to remind.</summary>
    public GrainId GrainId { get; set; }

    /// <summary>The name, unique within the grain.</summary>
    public string ReminderName { get; set; } = null!;

    /// <summary>The time of the first tick, in UTC.</summary>
    public DateTime StartAt { get; set; }

    /// <summary>The time between ticks.</summary>
    public TimeSpan Period { get; set; }

    /// <summary>The version.</summary>
    public string? ETag { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"<GrainId={GrainId} ReminderName={ReminderName} Period={Period}>";

    internal IGrainReminder ToGrainReminder() => new Reminders.GrainReminder(GrainId, ReminderName, ETag!);
}
