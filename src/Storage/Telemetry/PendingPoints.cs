namespace MeetingIntel.Storage.Telemetry;

/// <summary>A batch on its way, and who waits for it.</summary>
/// <param name="channels">For each of the batch's channels what it is.</param>
/// <param name="batch">The points.</param>
internal sealed class PendingPoints(TelemetryChannel[] channels, TelemetryBatch batch)
{
    // Completions leave the writer's thread: a caller's continuation must not run in the middle of its loop.
    private readonly TaskCompletionSource<GrainError?> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TelemetryChannel[] Channels => channels;

    public TelemetryBatch Batch => batch;

    /// <summary>Ends when the outcome is known: <see langword="null"/> when the points are on record.</summary>
    public Task<GrainError?> Outcome => _outcome.Task;

    public void Complete(GrainError? refused) => _outcome.TrySetResult(refused);

    public void Fail(Exception exception) => _outcome.TrySetException(exception);
}
