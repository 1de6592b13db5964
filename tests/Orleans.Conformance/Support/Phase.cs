namespace Orleans.Conformance;

/// <summary>Waits for signals. A time-out names what was waited for.</summary>
internal static class Phase
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static async Task Within(this Task task, string phase)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"Timed out waiting until {phase}.");
        }
    }

    internal static async Task<T> Within<T>(this Task<T> task, string phase)
    {
        await ((Task)task).Within(phase);
        return await task;
    }
}
