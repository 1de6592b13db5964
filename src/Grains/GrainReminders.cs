namespace MeetingIntel.Grains;

/// <summary>Reminders of grains, beyond what the engine offers.</summary>
internal static class GrainReminders
{
    /// <summary>Takes a reminder away; one that is not there is as good, and one that somebody sets anew meanwhile stays: they need it.</summary>
    /// <param name="grain">Whose it is.</param>
    /// <param name="name">What it is called.</param>
    public static async Task ForgetReminderAsync(this Grain grain, string name)
    {
        if (await grain.GetReminder(name) is not { } reminder)
        {
            return;
        }

        try
        {
            await grain.UnregisterReminder(reminder);
        }
        catch (ReminderException)
        {
            // It is not the one that was read any more.
        }
    }
}
