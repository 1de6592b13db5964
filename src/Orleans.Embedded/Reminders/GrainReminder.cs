using Orleans.Runtime;

namespace Orleans.Reminders;

/// <inheritdoc cref="IGrainReminder"/>
internal sealed record GrainReminder(GrainId GrainId, string ReminderName, string ETag) : IGrainReminder;
