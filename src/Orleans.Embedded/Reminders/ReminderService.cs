using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans.Reminders;

/// <summary>
/// Reminds grains of what the table says. The table is read at the start and again from time to time, so that changes
/// made elsewhere arrive; only reminders due before the next but one reading are kept in memory.
/// </summary>
internal sealed class ReminderService(SiloRuntime runtime, IReminderTable table, IOptions<ReminderOptions> options) : IReminderRegistry
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId Grain, string Name), LocalReminder> _local = [];
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private Task _refreshing = Task.CompletedTask;
    private long _changes;

    public async Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        if (period < options.Value.MinimumReminderPeriod)
            throw new ArgumentException($"The period of reminder {reminderName} is {period}; the least is {options.Value.MinimumReminderPeriod}.", nameof(period));
        await _started.Task;
        var entry = new ReminderEntry
        {
            GrainId = callingGrainId,
            ReminderName = reminderName,
            StartAt = runtime.TimeProvider.GetUtcNow().UtcDateTime + dueTime,
            Period = period,
        };
        entry.ETag = await table.UpsertRow(entry)
            ?? throw new ReminderException($"Could not register reminder {entry} due to a race. Please try again later.");
        lock (_gate)
        {
            _changes++;
            Schedule(entry);
        }

        return entry.ToGrainReminder();
    }

    public async Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        var known = (GrainReminder)reminder;
        await _started.Task;
        if (!await table.RemoveRow(known.GrainId, known.ReminderName, known.ETag)
            && await table.ReadRow(known.GrainId, known.ReminderName) is not null)
            throw new ReminderException($"Could not unregister reminder {known.ReminderName} of {known.GrainId}: it was changed since it was read.");
        lock (_gate)
        {
            _changes++;
            if (_local.Remove((known.GrainId, known.ReminderName), out var local))
                local.Stop();
        }
    }

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName) =>
        (await table.ReadRow(callingGrainId, reminderName))?.ToGrainReminder();

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId) =>
        [.. (await table.ReadRows(callingGrainId)).Reminders.Select(entry => entry.ToGrainReminder())];

    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Value.InitializationTimeout);
        await table.StartAsync(timeout.Token);
        await ReadAsync();
        _refreshing = RefreshAsync();
        _started.SetResult();
    }

    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _refreshing;
        lock (_gate)
        {
            foreach (var local in _local.Values)
                local.Stop();
            _local.Clear();
        }

        await table.StopAsync(cancellationToken);
    }

    private async Task RefreshAsync()
    {
        using var timer = new PeriodicTimer(options.Value.RefreshReminderListPeriod, runtime.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                try
                {
                    await ReadAsync();
                }
                catch (Exception exception)
                {
                    runtime.Log.ReminderRefreshFailed(exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process is stopping.
        }
    }

    private async Task ReadAsync()
    {
        var before = Volatile.Read(ref _changes);
        var rows = (await table.ReadRows(0, 0)).Reminders;
        lock (_gate)
        {
            // What was registered or removed while the table was read is newer than what was read.
            if (_changes != before || _stopping.IsCancellationRequested)
                return;
            var gone = new HashSet<(GrainId, string)>(_local.Keys);
            foreach (var row in rows)
            {
                _ = gone.Remove((row.GrainId, row.ReminderName));
                if (!_local.TryGetValue((row.GrainId, row.ReminderName), out var local) || !string.Equals(local.ETag, row.ETag, StringComparison.Ordinal))
                    Schedule(row);
            }

            foreach (var key in gone)
            {
                if (_local.Remove(key, out var local))
                    local.Stop();
            }
        }
    }

    private void Schedule(ReminderEntry entry)
    {
        var key = (entry.GrainId, entry.ReminderName);
        if (_local.Remove(key, out var old))
            old.Stop();
        var local = new LocalReminder(runtime, entry);
        if (_stopping.IsCancellationRequested || local.TimeToNextTick > options.Value.RefreshReminderListPeriod * 2)
            return;
        _local[key] = local;
        local.Start();
    }
}
