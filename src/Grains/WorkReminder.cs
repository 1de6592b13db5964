namespace MeetingIntel.Grains;

/// <summary>
/// The reminder of work that goes on between its grain's turns: calls ask for it, and the work puts it away when nothing is left. Whoever asked and was answered can rely on
/// it, also when that was while it was being put away.
/// </summary>
/// <param name="grain">Whose it is.</param>
/// <param name="name">What it is called.</param>
/// <param name="within">So soon it goes off, and so often.</param>
internal sealed class WorkReminder(Grain grain, string name, TimeSpan within)
{
    private Task _forgetting = Task.CompletedTask;

    /// <summary>How often it was asked for: to be read before the work looks whether anything is left.</summary>
    public int Asked { get; private set; }

    /// <summary>Sets it.</summary>
    public async Task ExpectAsync()
    {
        Asked++;
        // It is set after it was put away, and not set and then put away. How that failed is told by the work.
        await _forgetting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await grain.RegisterOrUpdateReminder(name, within, within);
    }

    /// <summary>Puts it away, unless somebody has asked for it since.</summary>
    /// <param name="asked">How often it had been asked for when the work looked whether anything is left.</param>
    public Task ForgetAsync(int asked) => asked == Asked ? _forgetting = grain.ForgetReminderAsync(name) : Task.CompletedTask;
}
