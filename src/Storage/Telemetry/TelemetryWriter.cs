using System.Threading.Channels;
using MeetingIntel.Storage.Timeline;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>The one writer of points of a process: while a transaction commits, the next batches gather, as in the journal.</summary>
internal sealed partial class TelemetryWriter : BackgroundService
{
    private const int MaxRows = 20_000;

    private readonly Channel<PendingPoints> _waiting;
    private readonly TelemetryCommitter _committer;
    private readonly TelemetryNews _news;
    private readonly ILogger<TelemetryWriter> _logger;
    private readonly CancellationTokenSource _abandon = new();

    public TelemetryWriter(TelemetryCommitter committer, TelemetryNews news, IOptions<StorageOptions> options, ILogger<TelemetryWriter> logger)
    {
        (_committer, _news, _logger) = (committer, news, logger);
        _waiting = Channel.CreateBounded<PendingPoints>(new BoundedChannelOptions(options.Value.PendingAppends) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }

    /// <summary>Hands a batch to the writer and waits for its outcome.</summary>
    /// <param name="pending">The batch.</param>
    /// <param name="cancellationToken">Stops waiting; the batch may be written nevertheless.</param>
    /// <returns><see langword="null"/> when it is on record.</returns>
    public async Task<GrainError?> WriteAsync(PendingPoints pending, CancellationToken cancellationToken)
    {
        try
        {
            if (!_waiting.Writer.TryWrite(pending))
                await _waiting.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw Stopping();
        }

        return await pending.Outcome.WaitAsync(cancellationToken);
    }

    /// <summary>Takes no more and writes what waits, as long as the host allows; the rest fails.</summary>
    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await using (cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _abandon))
        {
            if (ExecuteTask is { } running)
                await running;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _abandon.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var telling = Task.CompletedTask;
        try
        {
            PendingPoints? next = null;
            while (next is not null || await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
            {
                List<PendingPoints> batch = [];
                next = Gather(batch, next);
                // Who waits is told beside the next commit: a grain that is slow to hear it must not hold up what others write.
                var told = TellAsync(await CommitAsync(batch));
                telling = telling.IsCompleted ? told : Task.WhenAll(telling, told);
            }

            await telling;
        }
        finally
        {
            // However the writer ends, nobody waits for it in vain.
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out var pending))
                pending.Fail(Stopping());
        }
    }

    private static JournalUnavailableException Stopping() => new("The server is stopping; send the points again.");

    private PendingPoints? Gather(List<PendingPoints> batch, PendingPoints? first)
    {
        var rows = 0;
        for (var pending = first; pending is not null || _waiting.Reader.TryRead(out pending); pending = null)
        {
            if (batch.Count > 0 && rows + pending.Batch.Count > MaxRows)
                return pending;

            batch.Add(pending);
            rows += pending.Batch.Count;
        }

        return null;
    }

    private async Task<List<(PendingPoints Pending, PointRows Rows)>> CommitAsync(List<PendingPoints> batch)
    {
        try
        {
            return await _committer.CommitAsync(batch, _abandon.Token);
        }
        catch (Exception exception)
        {
            // A bug in the committer must not end the only writer, nor leave a caller waiting.
            LogWriterFailed(exception);
            foreach (var pending in batch)
                pending.Fail(new InvalidOperationException("The writer of telemetry failed.", exception));
            return [];
        }
    }

    private async Task TellAsync(List<(PendingPoints Pending, PointRows Rows)> committed)
    {
        foreach (var rows in committed.Select(item => item.Rows).Distinct())
            await _news.TellAsync(rows.News(), rows.Left);
        foreach (var (pending, _) in committed)
            pending.Complete(null);
    }

    [LoggerMessage(1, LogLevel.Critical, "The writer of telemetry failed on a batch; its clients were told so")]
    private partial void LogWriterFailed(Exception exception);
}
