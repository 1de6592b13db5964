namespace MeetingIntel.Grains.Transcription;

/// <summary>Wakes those who wait for something to change. Used from one grain only, so it needs no lock.</summary>
internal sealed class AsyncSignal
{
    private TaskCompletionSource? _waiting;

    /// <summary>Completes at the next <see cref="Set"/>.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task WaitAsync(CancellationToken cancellationToken) =>
        (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);

    /// <summary>Wakes all who wait now.</summary>
    public void Set()
    {
        var woken = _waiting;
        _waiting = null;
        woken?.TrySetResult();
    }
}
