namespace MeetingIntel.Storage.Tests;

/// <summary>Waits for signals; a time-out names what was waited for.</summary>
internal static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task<T> InTimeAsync<T>(this Task<T> task, string phase)
    {
        try
        {
            return await task.WaitAsync(Limit);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Waited in vain: {phase}.", exception);
        }
    }

    public static async Task InTimeAsync(this Task task, string phase) => await WithResultAsync(task).InTimeAsync(phase);

    private static async Task<bool> WithResultAsync(Task task)
    {
        await task;
        return true;
    }
}
