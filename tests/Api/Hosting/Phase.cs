namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>Waiting that names what it waits for.</summary>
internal static class Phase
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<T> Within<T>(this Task<T> task, string phase)
    {
        try
        {
            return await task.WaitAsync(Patience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Nothing happened within {Patience.TotalSeconds:F0} s while: {phase}", exception);
        }
    }

    public static Task Within(this Task task, string phase)
    {
        return Wait();

        async Task<bool> Wait()
        {
            return await Then().Within(phase);

            async Task<bool> Then()
            {
                await task;
                return true;
            }
        }
    }
}
