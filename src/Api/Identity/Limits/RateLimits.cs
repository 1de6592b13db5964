using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using MeetingIntel.Api.Errors;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Identity.Limits;

/// <summary>How often who may ask: buckets that fill steadily. A caller's is found by who it is, never by what it sends; an address' only where nobody is known.</summary>
internal sealed class RateLimits : IDisposable
{
    /// <summary>So many requests of one address with unknown credentials wait until it is known what those before them were worth.</summary>
    private const int MaxWaiting = 10_000;

    private readonly RateLimitOptions _limits;
    private readonly TimeProvider _time;
    private readonly PartitionedRateLimiter<Caller> _callers;
    private readonly PartitionedRateLimiter<string> _audio;
    private readonly PartitionedRateLimiter<IPAddress> _addresses;
    private readonly PartitionedRateLimiter<IPAddress> _guesses;
    private readonly PartitionedRateLimiter<IPAddress> _looking;
    private readonly PartitionedRateLimiter<IPAddress> _opening;

    /// <summary>Makes empty ones.</summary>
    /// <param name="options">How many.</param>
    /// <param name="time">What clients are told the time by; the buckets have their own.</param>
    public RateLimits(IOptions<RateLimitOptions> options, TimeProvider? time = null)
    {
        _limits = options.Value;
        _time = time ?? TimeProvider.System;
        var (person, key, link) = (Buckets<string>(_limits.User), Buckets<string>(_limits.ApiKey), Buckets<string>(_limits.ShareLink));
        _callers = PartitionedRateLimiter.Create<Caller, string>(caller => caller.Kind switch
        {
            CallerKind.Development => RateLimitPartition.GetNoLimiter(caller.Id),
            CallerKind.ApiKey => RateLimitPartition.Get(caller.Id, key),
            CallerKind.ShareLink => RateLimitPartition.Get(caller.Id, link),
            _ => RateLimitPartition.Get(caller.Id, person),
        });
        var audio = Buckets<string>(_limits.HubAudio);
        _audio = PartitionedRateLimiter.Create<string, string>(connection => RateLimitPartition.Get(connection, audio));
        var (address, guesses) = (Buckets<IPAddress>(_limits.Address), Buckets<IPAddress>(_limits.WrongCredentials));
        _addresses = PartitionedRateLimiter.Create<IPAddress, IPAddress>(from => RateLimitPartition.Get(from, address));
        _guesses = PartitionedRateLimiter.Create<IPAddress, IPAddress>(from => RateLimitPartition.Get(from, guesses));
        _looking = AtOnce(SizeOf(_limits.WrongCredentials, _limits), MaxWaiting);
        _opening = AtOnce(_limits.OpeningSockets, waiting: 0);
    }

    /// <summary>Counts a request of somebody who is known.</summary>
    /// <param name="context">The request; its answer is told when to come again.</param>
    /// <param name="caller">Who.</param>
    /// <returns><see langword="null"/>, or that it is one too many.</returns>
    public GrainError? Refuse(HttpContext context, Caller caller)
    {
        using var lease = _callers.AttemptAcquire(caller);
        if (PerMinute(caller) is { } perMinute && _callers.GetStatistics(caller) is { } statistics)
        {
            Tell(context, perMinute, statistics);
        }

        return lease.IsAcquired ? null : TooMany(context, lease);
    }

    /// <summary>Counts a call over a hub of somebody who is connected: a connection is one request, and would be a way round the limit.</summary>
    /// <param name="caller">Who.</param>
    /// <returns><see langword="null"/>, or that it is one too many.</returns>
    public GrainError? RefuseCall(Caller caller)
    {
        using var lease = _callers.AttemptAcquire(caller);
        return lease.IsAcquired ? null : TooMany(SecondsOf(lease));
    }

    /// <summary>Counts a piece of audio that comes over a hub: many a second, and bounded by their channels; so each connection has an allowance of its own for them.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="connectionId">Over which connection.</param>
    /// <returns><see langword="null"/>, or that it is one too many.</returns>
    public GrainError? RefuseAudio(Caller caller, string connectionId)
    {
        if (PerMinute(caller) is null)
        {
            return null;
        }

        using var lease = _audio.AttemptAcquire(connectionId);
        return lease.IsAcquired ? null : TooMany(SecondsOf(lease));
    }

    /// <summary>Counts a request of an address to something that is open to everybody.</summary>
    /// <param name="context">The request.</param>
    /// <returns><see langword="null"/>, or that it is one too many.</returns>
    public GrainError? Refuse(HttpContext context)
    {
        var address = AddressOf(context);
        using var lease = _addresses.AttemptAcquire(address);
        if (_addresses.GetStatistics(address) is { } statistics)
        {
            Tell(context, _limits.Address, statistics);
        }

        return lease.IsAcquired ? null : TooMany(context, lease);
    }

    /// <summary>Lets an address open a socket, whose client is asked for who it is once it is open, if not too many of its are being opened or refused just now.</summary>
    /// <param name="context">The request; its answer is told when to come again.</param>
    /// <returns>The place, to be given back as soon as the client is let in or has gone; or that there is none.</returns>
    public GrainResult<RateLimitLease> Open(HttpContext context)
    {
        var lease = _opening.AttemptAcquire(AddressOf(context));
        return lease.IsAcquired ? lease : TooMany(context, lease);
    }

    /// <summary>
    /// Looks at credentials, unless too many from the same address were wrong. Of an address no more are looked at beside each other than may be wrong: a crowd would all
    /// be in before the first of it is counted.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Looks.</param>
    public async ValueTask<GrainResult<Caller>> ForGuesses(HttpContext context, Func<ValueTask<GrainResult<Caller>>> read)
    {
        var address = AddressOf(context);
        using var looking = await _looking.AcquireAsync(address, cancellationToken: context.RequestAborted);
        if (!looking.IsAcquired)
        {
            return TooMany(context, looking);
        }

        // To ask for none of a bucket that holds a fraction of one is granted, and then nothing can be taken from it: whole ones count.
        if (_guesses.GetStatistics(address) is { CurrentAvailablePermits: < 1 })
        {
            using var lease = _guesses.AttemptAcquire(address);
            return TooMany(context, lease);
        }

        var result = await read();
        if (!result.Succeeded)
        {
            _guesses.AttemptAcquire(address).Dispose();
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _callers.Dispose();
        _audio.Dispose();
        _addresses.Dispose();
        _guesses.Dispose();
        _looking.Dispose();
        _opening.Dispose();
    }

    /// <summary>Of an IPv6 address its network: its owner has all addresses in it.</summary>
    private static IPAddress AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        if (bytes.Length == 16)
        {
            bytes.AsSpan(8).Clear();
        }

        return new IPAddress(bytes);
    }

    /// <returns><see langword="null"/>: as often as they like.</returns>
    private int? PerMinute(Caller caller) => caller.Kind switch
    {
        CallerKind.Development => null,
        CallerKind.ApiKey => _limits.ApiKey,
        CallerKind.ShareLink => _limits.ShareLink,
        _ => _limits.User,
    };

    private void Tell(HttpContext context, int perMinute, RateLimiterStatistics statistics)
    {
        var size = SizeOf(perMinute, _limits);
        var seconds = (size - statistics.CurrentAvailablePermits) * 60.0 / perMinute;
        RateLimitHeaders.Tell(context, size, statistics.CurrentAvailablePermits, _time.GetUtcNow().AddSeconds(seconds));
    }

    private static int SizeOf(int perMinute, RateLimitOptions options) => Math.Max(1, (int)((long)perMinute * options.BurstSeconds / 60));

    /// <summary>A bucket for a rate: it gets one at a time, as often as the rate says, so that no rate is rounded.</summary>
    /// <param name="perMinute">The rate.</param>
    /// <param name="limits">How much may come at once.</param>
    internal static TokenBucketRateLimiterOptions Bucket(int perMinute, RateLimitOptions limits) => new()
    {
        TokenLimit = SizeOf(perMinute, limits),
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1.0 / perMinute),
        QueueLimit = 0,
        // Whoever keeps the buckets fills them, with as much as the time since the last time is worth.
        AutoReplenishment = false,
    };

    /// <summary>Made once for each rate, not for each request.</summary>
    private Func<TKey, RateLimiter> Buckets<TKey>(int perMinute)
    {
        var options = Bucket(perMinute, _limits);
        return _ => new TokenBucketRateLimiter(options);
    }

    /// <summary>So many of an address beside each other.</summary>
    private static PartitionedRateLimiter<IPAddress> AtOnce(int permits, int waiting)
    {
        var options = new ConcurrencyLimiterOptions { PermitLimit = permits, QueueLimit = waiting };
        return PartitionedRateLimiter.Create<IPAddress, IPAddress>(from => RateLimitPartition.GetConcurrencyLimiter(from, _ => options));
    }

    private static int SecondsOf(RateLimitLease lease) => lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;

    private static GrainError TooMany(HttpContext context, RateLimitLease lease)
    {
        var after = SecondsOf(lease);
        context.Features.Set(new RetryHint(after));
        return TooMany(after);
    }

    private static GrainError TooMany(int seconds) =>
        new(GrainErrorKind.RateLimited, "limit.rate", string.Create(CultureInfo.InvariantCulture, $"Too many requests; come again in {seconds} s."));
}
