using MeetingIntel.Storage.Reminders;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Grains.Tests.Recordings;

/// <summary>Reminders in the database, whose changes a test can hold up between two steps.</summary>
internal sealed class HeldReminders
{
    private Task _set = Task.CompletedTask;

    /// <summary>What happens before one is read, once whatever was being set is.</summary>
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    /// <summary>What happens before one is removed.</summary>
    public Func<IReminderTable, GrainId, string, Task> BeforeRemove { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>That one is gone, or is not.</summary>
    public TaskCompletionSource<bool> Removed { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void AddTo(ISiloBuilder silo) =>
        silo.Services.AddSingleton<IReminderTable>(provider => new Table(this, ActivatorUtilities.CreateInstance<PostgresReminderTable>(provider)));

    private sealed class Table(HeldReminders held, PostgresReminderTable own) : IReminderTable
    {
        public Task<ReminderTableData> ReadRows(GrainId grainId) => own.ReadRows(grainId);

        public Task<ReminderTableData> ReadRows(uint begin, uint end) => own.ReadRows(begin, end);

        public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
        {
            await held.BeforeRead();
            await held._set;
            return await own.ReadRow(grainId, reminderName);
        }

        public Task<string?> UpsertRow(ReminderEntry entry)
        {
            var set = own.UpsertRow(entry);
            held._set = set;
            return set;
        }

        public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
        {
            await held.BeforeRemove(own, grainId, reminderName);
            var removed = await own.RemoveRow(grainId, reminderName, eTag);
            held.Removed.TrySetResult(removed);
            return removed;
        }

        public Task TestOnlyClearTable() => own.TestOnlyClearTable();
    }
}
