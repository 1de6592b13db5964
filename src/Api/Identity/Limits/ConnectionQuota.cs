using System.Threading.Channels;
using MeetingIntel.Identity;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Identity.Limits;

/// <summary>
/// This front-end's part of how many connections callers and organisations have: it asks the organisation's <see cref="IConnectionQuotaGrain"/> for each new one, and
/// tells it from time to time what there is. Where that can't be reached a connection is let in, unless there are too many on this front-end alone: it is better to
/// have too many than to turn people away because a server is lost.
/// </summary>
internal sealed partial class ConnectionQuota(IGrainFactory grains, IOptions<ConnectionOptions> options, TimeProvider time, ILogger<ConnectionQuota> logger) : BackgroundService
{
    /// <summary>A client waits no longer than this for an answer that may not come.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Organisations that are told beside each other.</summary>
    private const int Tellers = 16;

    private static readonly GrainError TooMany = new(GrainErrorKind.RateLimited, "limit.connections", "There are as many connections open with these credentials as there may be; close one.");

    private readonly string _frontEnd = Guid.CreateVersion7().ToString("N");
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Places> _places = new(StringComparer.Ordinal);

    /// <summary>Says that some organisation has fewer connections than its grain knows.</summary>
    private readonly Channel<bool> _owed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _number;
    private int _isUnreached;

    /// <summary>Takes a place; give it back with <see cref="Return"/>.</summary>
    /// <param name="caller">For whom.</param>
    /// <returns><see langword="null"/>; or <c>limit.connections</c>, and none is taken.</returns>
    public async ValueTask<GrainError?> TakeAsync(Caller caller)
    {
        if (caller.Kind == CallerKind.Development)
        {
            return null;
        }

        var limit = options.Value.Of(caller);
        var (claim, total) = Count(caller, limit);
        GrainError? refusal;
        try
        {
            refusal = await grains.GetGrain<IConnectionQuotaGrain>(caller.OrgId).TakeAsync(claim).WaitAsync(Patience, time);
            NoteReached();
        }
        catch (Exception exception)
        {
            NoteUnreached(exception);
            refusal = claim.Count > limit || total > options.Value.ConnectionsPerOrganisation ? TooMany : null;
        }

        if (refusal is not null)
        {
            Return(caller);
        }

        return refusal;
    }

    /// <summary>Gives a place back.</summary>
    /// <param name="caller">Whose.</param>
    public void Return(Caller caller)
    {
        if (caller.Kind == CallerKind.Development)
        {
            return;
        }

        lock (_lock)
        {
            _places[caller.OrgId].Remove(caller.Id);
        }

        _owed.Writer.TryWrite(true);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Its clients are about to connect elsewhere. Whatever does not get through expires.
        try
        {
            await TellAsync(owedOnly: true, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It has to go now.
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(RenewAsync(stoppingToken), ReturnAsync(stoppingToken));

    private async Task RenewAsync(CancellationToken stop)
    {
        using var clock = new PeriodicTimer(ConnectionLeases.Renewal, time);
        try
        {
            while (await clock.WaitForNextTickAsync(stop))
            {
                await TellAsync(owedOnly: false, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The server is stopping.
        }
    }

    private async Task ReturnAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var _ in _owed.Reader.ReadAllAsync(stop))
            {
                await TellAsync(owedOnly: true, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The server is stopping.
        }
    }

    private (ConnectionClaim Claim, int Total) Count(Caller caller, int limit)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(caller.OrgId, out var places))
            {
                _places[caller.OrgId] = places = new Places();
            }

            var count = places.Add(caller.Id);
            return (new ConnectionClaim(_frontEnd, ++_number, caller.Id, count, limit, options.Value.ConnectionsPerOrganisation), places.Total);
        }
    }

    private async Task TellAsync(bool owedOnly, CancellationToken stop)
    {
        List<(string Org, ConnectionLease Lease)> leases;
        lock (_lock)
        {
            leases = [.. _places.Where(org => !owedOnly || org.Value.IsOwed).Select(org => (org.Key, org.Value.ToLease(_frontEnd, ++_number)))];
        }

        await Parallel.ForEachAsync(leases, new ParallelOptions { MaxDegreeOfParallelism = Tellers, CancellationToken = stop }, (told, _) => TellAsync(told.Org, told.Lease));
    }

    private async ValueTask TellAsync(string org, ConnectionLease lease)
    {
        try
        {
            await grains.GetGrain<IConnectionQuotaGrain>(org).RenewAsync(lease).WaitAsync(Patience, time);
            NoteReached();
            ForgetEmpty(org);
        }
        catch (Exception exception)
        {
            // The next renewal tells it.
            NoteUnreached(exception);
        }
    }

    private void ForgetEmpty(string org)
    {
        lock (_lock)
        {
            if (_places.TryGetValue(org, out var places) && places is { Total: 0, IsOwed: false })
            {
                _places.Remove(org);
            }
        }
    }

    /// <summary>Once, for all connections of all organisations.</summary>
    private void NoteUnreached(Exception exception)
    {
        if (Interlocked.Exchange(ref _isUnreached, 1) == 0)
        {
            LogUnreached(exception.GetType().Name, exception.Message);
        }
    }

    private void NoteReached()
    {
        if (Volatile.Read(ref _isUnreached) == 1 && Interlocked.Exchange(ref _isUnreached, 0) == 1)
        {
            LogReached();
        }
    }

    [LoggerMessage(EventId = 75, Level = LogLevel.Warning, Message =
        "Connections are not counted over all front-ends right now, and let in up to the limits of each: {Exception}: {Reason} If it goes on, see what /health/page of this process says of the cluster.")]
    private partial void LogUnreached(string exception, string reason);

    [LoggerMessage(EventId = 76, Level = LogLevel.Information, Message = "Connections are counted over all front-ends again.")]
    private partial void LogReached();

    /// <summary>What an organisation has on this front-end.</summary>
    private sealed class Places
    {
        private readonly Dictionary<string, int> _callers = new(StringComparer.Ordinal);

        /// <summary>Of all callers together.</summary>
        public int Total { get; private set; }

        /// <summary>Whether places were given back of which the grain was not told.</summary>
        public bool IsOwed { get; private set; }

        public int Add(string caller)
        {
            Total++;
            return _callers[caller] = _callers.GetValueOrDefault(caller) + 1;
        }

        public void Remove(string caller)
        {
            Total--;
            IsOwed = true;
            if (--_callers[caller] == 0)
            {
                _callers.Remove(caller);
            }
        }

        public ConnectionLease ToLease(string frontEnd, long number)
        {
            IsOwed = false;
            return new ConnectionLease(frontEnd, number, [.. _callers.Select(caller => new CallerConnections(caller.Key, caller.Value))]);
        }
    }
}
