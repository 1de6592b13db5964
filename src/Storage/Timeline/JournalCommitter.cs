using MeetingIntel.Observability;
using MeetingIntel.Storage.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeetingIntel.Storage.Timeline;

/// <summary>
/// Brings a batch to its outcome: committed, or split until the appends at fault are alone, or tried again while the database is away.
/// Used by one writer, one call at a time.
/// </summary>
internal sealed partial class JournalCommitter(
    StorageConnections connections, JournalMetrics metrics, IOptions<StorageOptions> options, TimeProvider time, ILogger<JournalCommitter> logger) : IAsyncDisposable
{
    private readonly StorageOptions _options = options.Value;
    private readonly Outage _outage = new("The journal", options.Value, time, logger);
    private NpgsqlConnection? _connection;

    /// <summary>Brings every append to its outcome and tells its caller.</summary>
    /// <param name="appends">The appends of one session follow on from each other.</param>
    /// <param name="abandon">Stops trying; what is not committed then fails.</param>
    public Task CommitAsync(IReadOnlyList<PendingAppend> appends, CancellationToken abandon) => CommitAsync(appends, outcomeOpen: false, abandon);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    /// <param name="appends">A whole batch, or a part of one that failed.</param>
    /// <param name="outcomeOpen">Whether a transaction with all of these appends was sent and its answer got lost.</param>
    /// <param name="abandon">Stops trying.</param>
    private async Task CommitAsync(IReadOnlyList<PendingAppend> appends, bool outcomeOpen, CancellationToken abandon)
    {
        var attempt = 0;
        var lookedAgain = false;
        while (true)
        {
            var failure = await TryCommitAsync(appends, outcomeOpen, abandon);
            switch (failure)
            {
                case null:
                    return;

                case { Kind: DatabaseFailure.Unavailable }:
                    outcomeOpen |= failure.Sent;
                    if (!await _outage.MayTryAgainAsync(attempt++, failure.Exception, abandon))
                    {
                        FailUnavailable(appends, outcomeOpen, failure.Exception);
                        return;
                    }

                    break;

                case { Kind: DatabaseFailure.Conflict } when outcomeOpen && !lookedAgain:
                    // What was written before may be this very batch: the lost transaction can end after the connection did.
                    lookedAgain = true;
                    break;

                case var _ when appends.Count > 1:
                    // One transaction, one fate: halves find the appends at fault in few steps, and all others commit.
                    var half = appends.Count / 2;
                    await CommitAsync([.. appends.Take(half)], outcomeOpen, abandon);
                    await CommitAsync([.. appends.Skip(half)], outcomeOpen, abandon);
                    return;

                case { Kind: DatabaseFailure.Conflict }:
                    Fence(appends[0]);
                    return;

                default:
                    Reject(appends[0], failure.Exception);
                    return;
            }
        }
    }

    /// <returns><see langword="null"/> when the appends are committed and their callers told.</returns>
    private async Task<Failure?> TryCommitAsync(IReadOnlyList<PendingAppend> appends, bool outcomeOpen, CancellationToken abandon)
    {
        var sent = false;
        try
        {
            var started = time.GetTimestamp();
            var connection = await ConnectAsync(abandon);
            if (!outcomeOpen || !await JournalTransaction.IsCommittedAsync(connection, appends, abandon))
            {
                sent = true;
                await JournalTransaction.WriteAsync(connection, appends, appends[0].IsHeavy ? _options.HeavyCommitTimeoutSeconds : _options.CommitTimeoutSeconds, abandon);
            }

            Complete(appends, time.GetElapsedTime(started));
            return null;
        }
        catch (Exception exception)
        {
            var kind = DatabaseFailures.Classify(exception);
            if (kind is DatabaseFailure.Unavailable || exception is not PostgresException)
                await DisconnectAsync();
            else
                _outage.End();
            return new(kind, sent, exception);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        _connection ??= await connections.Journal.OpenConnectionAsync(cancellationToken);
        return _connection;
    }

    private async Task DisconnectAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
            await connection.DisposeAsync();
    }

    private void Complete(IReadOnlyList<PendingAppend> appends, TimeSpan duration)
    {
        _outage.End();
        metrics.Committed(appends.Count, duration);
        foreach (var pending in appends)
        {
            if (pending.Trace is not null)
                Record(pending.Trace, appends.Count, duration);
            pending.Complete(JournalOutcome.Committed);
        }
    }

    /// <summary>The transaction as each append saw it: what waited before it is the rest of the append's own span.</summary>
    private void Record(string trace, int appends, TimeSpan duration)
    {
        var span = MeetingTrace.Continue(MeetingTrace.JournalCommit, trace, time.GetUtcNow() - duration);
        span?.SetTag("meetingintel.journal.batch.size", appends);
        span.End();
    }

    private void Fence(PendingAppend pending)
    {
        LogFenced(pending.Append.SessionId, pending.Append.Events.Count > 0 ? pending.Append.Events[0].Seq : 0);
        metrics.Fenced();
        pending.Complete(JournalOutcome.Fenced);
    }

    private void Reject(PendingAppend pending, Exception exception)
    {
        LogRejected(pending.Append.SessionId, exception);
        metrics.Rejected();
        pending.Fail(new InvalidOperationException("The database refuses this append and would refuse it again.", exception));
    }

    private void FailUnavailable(IReadOnlyList<PendingAppend> appends, bool outcomeOpen, Exception exception)
    {
        LogGaveUp(appends.Count, exception);
        metrics.Unavailable(appends.Count);
        var message = outcomeOpen
            ? "The database went away during a commit and did not come back in time: whether the append is on record must be read."
            : "The database is away: nothing was written.";
        foreach (var pending in appends)
            pending.Fail(new JournalUnavailableException(message, exception));
    }

    /// <param name="Kind">What the failure means.</param>
    /// <param name="Sent">Whether the transaction may have reached the database.</param>
    /// <param name="Exception">What was thrown.</param>
    private sealed record Failure(DatabaseFailure Kind, bool Sent, Exception Exception);
}
