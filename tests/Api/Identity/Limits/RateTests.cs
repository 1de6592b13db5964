using System.Diagnostics;
using System.Net;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Identity.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Tests.Identity.Limits;

/// <summary>Buckets fill as fast as the settings say, whatever the rate.</summary>
public sealed class RateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(59)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(90)]
    [InlineData(119)]
    [InlineData(121)]
    [InlineData(1_200)]
    [InlineData(5_999)]
    [InlineData(24_000)]
    [InlineData(1_000_000)]
    public void Bucket_OfAnyRate_FillsWithIt(int perMinute)
    {
        var bucket = RateLimits.Bucket(perMinute, new RateLimitOptions());

        var filled = bucket.TokensPerPeriod * (TimeSpan.FromMinutes(1) / bucket.ReplenishmentPeriod);
        Assert.InRange(filled, perMinute * 0.999, perMinute * 1.001);
        Assert.Equal(Math.Max(1, perMinute / 4), bucket.TokenLimit);
    }

    [Fact]
    public async Task ForGuesses_OfACrowd_AreLookedAtOnlyUntilTooManyWereWrong()
    {
        using var limits = new RateLimits(Options.Create(new RateLimitOptions { WrongCredentials = 8 }));
        var (looked, gate) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        var crowd = Enumerable.Range(0, 20).Select(_ => limits.ForGuesses(From("192.0.2.1"), LookAsync).AsTask()).ToArray();
        gate.SetResult();
        var codes = (await Task.WhenAll(crowd)).CountBy(result => result.Error?.Code ?? "").ToDictionary();

        // The two of the bucket, and those who came in beside the second.
        Assert.InRange(looked, 2, 4);
        Assert.Equal(20 - looked, codes["limit.rate"]);
        Assert.Equal(looked, codes[AccessErrors.InvalidToken.Code]);

        async ValueTask<GrainResult<Caller>> LookAsync()
        {
            Interlocked.Increment(ref looked);
            await gate.Task;
            return AccessErrors.InvalidToken;
        }
    }

    /// <summary>While a bucket fills, it holds a part of what a guess costs.</summary>
    [Fact]
    public async Task ForGuesses_OneAfterTheOther_AreNoMoreThanTheBucketHolds()
    {
        using var limits = new RateLimits(Options.Create(new RateLimitOptions { WrongCredentials = 8 }));
        var (looked, watch) = (0, Stopwatch.StartNew());

        while (watch.Elapsed < TimeSpan.FromSeconds(0.5))
        {
            await limits.ForGuesses(From("192.0.2.1"), () =>
            {
                looked++;
                return ValueTask.FromResult<GrainResult<Caller>>(AccessErrors.InvalidToken);
            });
        }

        Assert.InRange(looked, 2, 2 + (int)Math.Ceiling(watch.Elapsed.TotalMinutes * 8));
    }

    [Fact]
    public void Open_OfOneAddress_IsFullUntilOneIsLetInOrGone()
    {
        using var limits = new RateLimits(Options.Create(new RateLimitOptions { OpeningSockets = 2 }));
        using var first = limits.Open(From("192.0.2.1")).Value;
        var second = limits.Open(From("192.0.2.1")).Value!;

        Assert.Equal("limit.rate", limits.Open(From("192.0.2.1")).Error?.Code);
        Assert.True(limits.Open(From("192.0.2.2")).Succeeded);

        second.Dispose();
        second.Dispose();
        Assert.True(limits.Open(From("192.0.2.1")).Succeeded);
        Assert.Equal("limit.rate", limits.Open(From("192.0.2.1")).Error?.Code);
    }

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };

    /// <summary>The library fills a bucket with what the time is worth: not with whole periods, nor with one for each time that it looks.</summary>
    [Fact]
    public void Bucket_ThatIsLookedAtOften_IsNotFilledByThat()
    {
        var bucket = RateLimits.Bucket(1, new RateLimitOptions { BurstSeconds = 60 });
        using var limiter = new System.Threading.RateLimiting.TokenBucketRateLimiter(bucket);
        Assert.True(limiter.AttemptAcquire().IsAcquired);

        for (var look = 0; look < 100; look++)
        {
            limiter.TryReplenish();
        }

        Assert.False(limiter.AttemptAcquire().IsAcquired);
    }
}
