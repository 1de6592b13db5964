using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Identity.Limits;

/// <summary>
/// All sockets and hub connections of this front-end. One clock for all of them ends those whose credentials have expired, those that have been silent or open for
/// too long, and those whose credentials were taken back: with the next tick where that happened here, else with the next regular look. A database that is away for a
/// moment ends none: it is asked again later, and the credentials expire all the same.
/// </summary>
internal sealed partial class LiveConnections(
    ConnectionQuota quota, CredentialReader credentials, IOptions<ConnectionOptions> options, TimeProvider time, ILogger<LiveConnections> logger) : BackgroundService
{
    /// <summary>After so many seconds somebody who was refused may try again.</summary>
    public const int RetrySeconds = 10;

    /// <summary>How late an end may be.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Credentials that are read beside each other: the database has others to serve.</summary>
    private const int Readers = 4;

    private static readonly SocketEnd Expired = SocketEnd.From(AccessErrors.Expired);
    private static readonly SocketEnd Revoked = SocketEnd.From(AccessErrors.Revoked);

    private readonly Lock _lock = new();
    private readonly Dictionary<Caller, LiveCredential> _live = [];
    private readonly TimeSpan _idle = TimeSpan.FromMinutes(options.Value.SocketIdleMinutes);
    private readonly TimeSpan _longest = TimeSpan.FromHours(options.Value.SocketHours);
    private readonly TimeSpan _checkEvery = TimeSpan.FromSeconds(options.Value.CredentialCheckSeconds);
    private Task _checking = Task.CompletedTask;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _live.Values.Sum(credential => credential.Connections.Count);
            }
        }
    }

    /// <summary>Lets somebody connect whom the door lets in.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="needs">What it takes to have the connection.</param>
    /// <returns>The connection, to be disposed when it is closed; or <c>limit.connections</c>.</returns>
    public async ValueTask<GrainResult<LiveConnection>> EnterAsync(Caller caller, Permissions needs)
    {
        if (await quota.TakeAsync(caller) is { } refusal)
        {
            return refusal;
        }

        var now = time.GetTimestamp();
        var key = LiveCredential.KeyOf(caller);
        var connection = new LiveConnection(caller, needs, now, left => Leave(key, left));
        lock (_lock)
        {
            if (!_live.TryGetValue(key, out var credential))
            {
                _live[key] = credential = new LiveCredential(caller, now);
            }

            credential.Connections.Add(connection);
            credential.IsDue = true;
        }

        return connection;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Tick, time);
        credentials.Forgotten = Forget;
        try
        {
            while (await clock.WaitForNextTickAsync(stoppingToken))
            {
                Look(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Sockets and hub end by themselves when the server stops.
        }

        await _checking;
    }

    private void Forget(Predicate<Caller> whose)
    {
        lock (_lock)
        {
            foreach (var credential in _live.Values)
            {
                credential.IsDue |= whose(credential.Caller);
            }
        }
    }

    private void Leave(Caller key, LiveConnection connection)
    {
        lock (_lock)
        {
            if (_live.TryGetValue(key, out var credential) && credential.Connections.Remove(connection) && credential.Connections.Count == 0)
            {
                _live.Remove(key);
            }
        }

        quota.Return(connection.Caller);
    }

    private void Look(CancellationToken stop)
    {
        var due = new List<LiveCredential>();
        lock (_lock)
        {
            foreach (var credential in _live.Values)
            {
                if (credential.Caller.ValidUntil <= time.GetUtcNow())
                {
                    End(credential, Expired);
                }
                else if (credential.IsDue || time.GetElapsedTime(credential.ReadAt) >= _checkEvery)
                {
                    due.Add(credential);
                }

                foreach (var connection in credential.Connections)
                {
                    LookAt(connection);
                }
            }
        }

        // A round that is held up by the database must not hold up this clock; the next one begins when it is over.
        if (due.Count > 0 && _checking.IsCompleted)
        {
            _checking = CheckAsync(due, stop);
        }
    }

    private void LookAt(LiveConnection connection)
    {
        if (time.GetElapsedTime(connection.BeganAt) >= _longest)
        {
            connection.End(SocketEnd.TooLong);
        }
        else if (connection.QuietSince() is { } since && time.GetElapsedTime(since) >= _idle)
        {
            connection.End(SocketEnd.Idle);
        }
    }

    private async Task CheckAsync(List<LiveCredential> due, CancellationToken stop)
    {
        try
        {
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = stop }, CheckAsync);
            LogChecked(due.Count);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The server is stopping, and what it asks may have stopped before it.
        }
    }

    private async ValueTask CheckAsync(LiveCredential credential, CancellationToken stop)
    {
        try
        {
            // Before it is read: what is revoked meanwhile is due once more.
            credential.IsDue = false;
            var read = await credentials.ReadAgainAsync(credential.Caller, stop);
            lock (_lock)
            {
                if (!read.Succeeded)
                {
                    // One that is not there any more was taken back, too.
                    End(credential, string.Equals(read.Error.Code, AccessErrors.Expired.Code, StringComparison.Ordinal) ? Expired : Revoked);
                    return;
                }

                credential.Caller = read.Value;
                foreach (var connection in credential.Connections)
                {
                    connection.Refresh(read.Value);
                }
            }
        }
        catch (Exception exception) when (ExceptionProblems.Passing(exception) is not null && !stop.IsCancellationRequested)
        {
            // Everything that needs the database tells of this; the connection lives on, and is looked at with the next tick.
            credential.IsDue = true;
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            LogUnread(exception, credential.Caller.Kind);
        }
        finally
        {
            credential.ReadAt = time.GetTimestamp();
        }
    }

    private static void End(LiveCredential credential, SocketEnd end)
    {
        foreach (var connection in credential.Connections)
        {
            connection.End(end);
        }
    }

    [LoggerMessage(EventId = 77, Level = LogLevel.Debug, Message = "Looked again at {Count} credentials of live connections")]
    private partial void LogChecked(int count);

    [LoggerMessage(EventId = 78, Level = LogLevel.Error, Message = "The credentials behind a live connection ({Kind}) could not be looked at again; its connections live on until they expire.")]
    private partial void LogUnread(Exception exception, CallerKind kind);
}
