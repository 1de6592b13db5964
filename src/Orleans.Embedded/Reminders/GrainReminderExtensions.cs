using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans
{
    /// <summary>Reminders of a grain.</summary>
    public static class GrainReminderExtensions
    {
        /// <summary>Registers a reminder, or changes its times.</summary>
        /// <param name="grain">The grain; it must implement <see cref="IRemindable"/>.</param>
        /// <param name="reminderName">The name, unique within the grain.</param>
        /// <param name="dueTime">Time until the first tick.</param>
        /// <param name="period">Time between ticks, at least <see cref="Hosting.ReminderOptions.MinimumReminderPeriod"/>.</param>
        public static Task<IGrainReminder> RegisterOrUpdateReminder(this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period)
        {
            ArgumentNullException.ThrowIfNull(grain);
            ArgumentException.ThrowIfNullOrWhiteSpace(reminderName);
            return grain is IRemindable
                ? Registry(grain).RegisterOrUpdateReminder(grain.GrainContext.GrainId, reminderName, dueTime, period)
                : throw new InvalidOperationException($"Grain {grain.GrainContext.GrainId} is not '{nameof(IRemindable)}'.");
        }

        /// <inheritdoc cref="RegisterOrUpdateReminder(IGrainBase,string,TimeSpan,TimeSpan)"/>
        public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
            ((IGrainBase)grain).RegisterOrUpdateReminder(reminderName, dueTime, period);

        /// <summary>Removes a reminder.</summary>
        /// <exception cref="ReminderException">It was changed since it was read.</exception>
        public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder)
        {
            ArgumentNullException.ThrowIfNull(grain);
            ArgumentNullException.ThrowIfNull(reminder);
            return Registry(grain).UnregisterReminder(grain.GrainContext.GrainId, reminder);
        }

        /// <inheritdoc cref="UnregisterReminder(IGrainBase,IGrainReminder)"/>
        public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) => ((IGrainBase)grain).UnregisterReminder(reminder);

        /// <summary>A reminder, or null.</summary>
        public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName)
        {
            ArgumentNullException.ThrowIfNull(grain);
            ArgumentException.ThrowIfNullOrWhiteSpace(reminderName);
            return Registry(grain).GetReminder(grain.GrainContext.GrainId, reminderName);
        }

        /// <inheritdoc cref="GetReminder(IGrainBase,string)"/>
        public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) => ((IGrainBase)grain).GetReminder(reminderName);

        /// <summary>All reminders of the grain.</summary>
        public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain)
        {
            ArgumentNullException.ThrowIfNull(grain);
            return Registry(grain).GetReminders(grain.GrainContext.GrainId);
        }

        /// <inheritdoc cref="GetReminders(IGrainBase)"/>
        public static Task<List<IGrainReminder>> GetReminders(this Grain grain) => ((IGrainBase)grain).GetReminders();

        private static IReminderRegistry Registry(IGrainBase grain) =>
            grain.GrainContext.ActivationServices.GetService<IReminderRegistry>()
            ?? throw new OrleansConfigurationException("No reminder table is registered; see AddReminders and UseInMemoryReminderService.");
    }
}

namespace Orleans.Timers
{
    /// <summary>Registers reminders of grains.</summary>
    public interface IReminderRegistry
    {
        /// <summary>Registers a reminder, or changes its times.</summary>
        Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period);

        /// <summary>Removes a reminder.</summary>
        Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder);

        /// <summary>A reminder, or null.</summary>
        Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName);

        /// <summary>All reminders of a grain.</summary>
        Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId);
    }
}
