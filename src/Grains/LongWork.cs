using MeetingIntel.Observability;

namespace MeetingIntel.Grains;

/// <summary>
/// Work of a grain that takes longer than a turn may: on the grain's own scheduler, between its turns, one go at a time, and one more when somebody asked for it meanwhile. It
/// ends when the grain deactivates; what brings the grain back is a reminder's affair.
/// </summary>
/// <param name="go">One go; may be done again at any time.</param>
/// <param name="stayActive">Puts the grain's deactivation off.</param>
/// <param name="longest">So long work may take.</param>
/// <param name="failed">Told why a go failed; it is not tried again by itself. Does not throw.</param>
internal sealed class LongWork(Func<CancellationToken, Task> go, Action<TimeSpan> stayActive, TimeSpan longest, Func<Exception, Task> failed) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    /// <summary>Whether somebody asked for one more go since the running one began.</summary>
    public bool IsWantedAgain { get; private set; }

    /// <summary>Begins, or has what is going on followed by one more go.</summary>
    public void Begin()
    {
        if (!_run.IsCompleted)
        {
            IsWantedAgain = true;
            return;
        }

        stayActive(longest);
        _run = RunAsync();
    }

    /// <summary>Breaks it off, and waits until that is done.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        // It goes on when the call that began it has ended.
        CallContext.Leave();
        do
        {
            IsWantedAgain = false;
            try
            {
                await go(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // By whoever deactivates the grain; the reminder goes on elsewhere.
                break;
            }
            catch (Exception failure)
            {
                await failed(failure);
            }
        }
        while (IsWantedAgain);

        stayActive(TimeSpan.Zero);
    }
}
