using MeetingIntel.Providers.Stt;

namespace MeetingIntel.Providers.Tests.Stt;

/// <summary>Reads a stream's events one after another.</summary>
internal sealed class EventReader(ISttStream stream)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IAsyncEnumerator<SttEvent> _events = stream.ReadEventsAsync(CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);

    /// <summary>Skips to the next event of a kind.</summary>
    /// <param name="phase">What is waited for, for the time-out's message.</param>
    internal async Task<T> UntilAsync<T>(string phase)
        where T : SttEvent
    {
        while (await NextAsync(phase))
        {
            if (_events.Current is T found)
            {
                return found;
            }
        }

        throw new InvalidOperationException($"The events ended before {phase}.");
    }

    /// <summary>Skips to the end.</summary>
    internal async Task<bool> EndsAsync()
    {
        while (await NextAsync("the end"))
        {
            continue;
        }

        return true;
    }

    private async Task<bool> NextAsync(string phase)
    {
        try
        {
            return await _events.MoveNextAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Waited {Patience} for {phase}.", exception);
        }
    }
}
