using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Storage.Timeline;

/// <summary>
/// The writer of a process, but for what <see cref="HeavyJournalWriter"/> takes. While a transaction commits, the next appends gather; then all that wait go into one transaction. So the
/// cost of a commit is shared by as many appends as there are callers, and a single caller waits for nobody.
/// </summary>
internal partial class JournalWriter : BackgroundService
{
    private readonly Channel<PendingAppend> _waiting;
    private readonly JournalCommitter _committer;
    private readonly JournalMetrics _metrics;
    private readonly StorageOptions _options;
    private readonly ILogger<JournalWriter> _logger;
    private readonly CancellationTokenSource _abandon = new();

    public JournalWriter(JournalCommitter committer, JournalMetrics metrics, IOptions<StorageOptions> options, ILogger<JournalWriter> logger)
    {
        _committer = committer;
        _metrics = metrics;
        _options = options.Value;
        _logger = logger;
        _waiting = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(_options.PendingAppends)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        });
    }

    /// <summary>Hands an append to the writer and waits for its outcome.</summary>
    /// <inheritdoc cref="IJournal.AppendAsync"/>
    public async Task<JournalOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        var pending = new PendingAppend(append);
        _metrics.Accepted();
        try
        {
            if (!_waiting.Writer.TryWrite(pending))
                await _waiting.Writer.WriteAsync(pending, cancellationToken);

            await using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((PendingAppend)state!).TryCancel(token), pending);
            return await pending.Outcome;
        }
        catch (ChannelClosedException)
        {
            throw Stopping();
        }
        finally
        {
            _metrics.Ended();
        }
    }

    /// <summary>Takes no more appends and writes those that wait, as long as the host allows; the rest fail.</summary>
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
        try
        {
            PendingAppend? next = null;
            while (next is not null || await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
            {
                var batch = new JournalBatch(_options.BatchAppends, _options.BatchBytes);
                next = Gather(batch, next);
                if (batch.Appends.Count > 0)
                    await CommitAsync(batch);
            }
        }
        finally
        {
            // However the writer ends, nobody waits for it in vain.
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out var pending))
                pending.Fail(Stopping());
        }
    }

    private static JournalUnavailableException Stopping() => new("The journal is stopping.");

    /// <summary>Fills a batch with what waits.</summary>
    /// <returns>The first append of the next batch, when this one is full or must end before it.</returns>
    private PendingAppend? Gather(JournalBatch batch, PendingAppend? first)
    {
        if (first is not null)
            batch.TryAdd(first);

        while (_waiting.Reader.TryRead(out var pending))
        {
            if (pending.TryTake() && !batch.TryAdd(pending))
                return pending;
        }

        return null;
    }

    private async Task CommitAsync(JournalBatch batch)
    {
        try
        {
            await _committer.CommitAsync(batch.Appends, _abandon.Token);
        }
        catch (Exception exception)
        {
            // A bug in the committer must not end the writer, nor leave a caller waiting.
            LogWriterFailed(exception);
            foreach (var pending in batch.Appends)
                pending.Fail(new InvalidOperationException("The journal's writer failed.", exception));
        }
    }
}
