using MeetingIntel.Api.Identity.Limits;

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
